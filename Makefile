# Both Ends. A machine with Go, make and git is enough for serve, verify and
# bench; test drives a browser, compares captures with tshark and checks the HTML of
# all pages, too, and installs what it needs for that where it may.
#
#   make serve    build bothends, serve the book on http://127.0.0.1:8080
#   make test     everything that must hold
#   make verify   run every snippet again, compare with its recording
#   make soak     two thousand readers, good and hostile, 200 at once
#   make book.pdf the whole book on paper, through headless Chromium
#   make bench    how long things take
#   make fidelity compare what runs here with what go run makes of it, in full
#   make editor   build the editor in the page anew, from site/editor
#
# ARGS is handed on: make serve ARGS='-http 127.0.0.1:9090'
#                    make verify ARGS='-run tcp -update'

# The box sets process attributes on every thread of a worker; Go can do that
# only in programs without cgo.
export CGO_ENABLED := 0

bothends := .bin/bothends
trim := -trimpath

.PHONY: minisearch minisearch-built serve test verify soak bench fidelity race build book.pdf browser poppler speller tshark strace validator readers xmllint editor editor-same format vet site unprivileged

serve: build
	exec $(bothends) serve $(ARGS)

verify: build
	$(bothends) verify -book . $(ARGS)

# Chromium's own sandbox does not work for root.
book.pdf: build browser
	@dir=$$(mktemp -d) && trap 'rm -rf "$$dir"' EXIT && \
	$(bothends) build -paper $(ARGS) -o "$$dir/site" && \
	chromium --headless --disable-gpu $$([ "$$(id -u)" != 0 ] || echo --no-sandbox) --user-data-dir="$$dir/profile" \
		--no-pdf-header-footer --generate-pdf-document-outline --print-to-pdf=$@ "file://$$dir/site/print/book.html" 2>"$$dir/log" || \
	{ cat "$$dir/log" >&2; exit 1; }
	@ls -l $@

bench:
	go test -run '^$$' -bench . $(ARGS) ./...

# go test takes a sample of this: a real server, which is killed in the middle.
soak:
	go test ./site/cmd/bothends -run '^TestSoak$$' -count=1 -timeout 2h -v -soak.runs=2000 -soak.atonce=200 $(ARGS)

# go test takes a sample of this: thousands of programs, on both engines and
# under real go run. ARGS: -programs DIR for more of them, -seed N, -generated N.
fidelity:
	go test ./runner/fidelity -timeout 4h -v -full $(ARGS)

# What goroutines of one program share, under the race detector, which needs a C compiler.
race:
	CGO_ENABLED=1 go test -race ./runner/yaegi/certify -run '^TestGoroutinesShareNothing$$' -count=1 -timeout 1h -v $(ARGS)

# go test comes last, so that its lines stand where one looks first. It begins with what takes
# longest, the browser's tests: the other packages take their turns beside it.
test: trim := # with the flags of go test, or everything is compiled twice
test: browser poppler speller tshark strace validator readers minisearch-built editor-same format vet build
	$(bothends) doctor
	$(bothends) verify -engine both
	$(MAKE) --no-print-directory trim= site unprivileged
	go test -timeout 15m ./site/assets ./...

build:
	go build $(trim) -o $(bothends) ./site/cmd/bothends

# The pages are tested in Debian's Chromium, and packets with Wireshark's eyes.
browser: package := chromium
browser: use := which the tests of the pages drive
tshark: package := tshark
tshark: use := with which the tests compare what is captured
browser tshark:
	@command -v $(package) >/dev/null && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "installing $(package), $(use)"; \
		apt-get update -qq && \
		DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $(package); \
	else \
		echo "make test: no $(package), $(use); install it: apt-get install $(package)" >&2; \
		exit 1; \
	fi

# What a browser prints is read with pdftotext.
poppler:
	@command -v pdftotext >/dev/null && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "installing poppler-utils, with which the tests read what is printed"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends poppler-utils; \
	else \
		echo "make test: no pdftotext, with which the tests read what is printed; install it: apt-get install poppler-utils" >&2; \
		exit 1; \
	fi

# The spelling of lessons is checked by aspell; a word that no dictionary has goes
# into lessons/_words.txt.
speller:
	@command -v aspell >/dev/null && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "installing aspell, which checks the spelling of the lessons"; \
		apt-get update -qq && \
		DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends aspell aspell-en; \
	else \
		echo "make test: no aspell, which checks the spelling of the lessons; install it: apt-get install aspell aspell-en" >&2; \
		exit 1; \
	fi

# All pages are held to the Nu Html Checker, a Java program that npm brings.
nu := site/testdata/nu
validator: $(nu)/node_modules/.package-lock.json
	@command -v java >/dev/null && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "installing default-jre-headless, in which the Nu Html Checker runs"; \
		apt-get update -qq && \
		DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends default-jre-headless; \
	else \
		echo "make test: no java, in which the Nu Html Checker runs; install it: apt-get install default-jre-headless" >&2; \
		exit 1; \
	fi

# What is made for other programs to read is shown to them: events to gotestsum,
# JUnit's XML to Jenkins' schema, a new book's workflows to what checks those of
# GitHub and GitLab. Their versions stand here and in the lock files.
junit := site/verify/report/testdata/junit
gitlab := site/newbook/testdata/gitlab
readers: .bin/tools/gotestsum .bin/tools/actionlint xmllint $(junit)/node_modules/.package-lock.json $(gitlab)/node_modules/.package-lock.json

.bin/tools/gotestsum: module := gotest.tools/gotestsum@v1.13.0
.bin/tools/actionlint: module := github.com/rhysd/actionlint/cmd/actionlint@v1.7.7
.bin/tools/gotestsum .bin/tools/actionlint: Makefile
	GOBIN=$(CURDIR)/.bin/tools go install $(module)
	@touch $@

# The editor in the page is built by esbuild from its sources and what their lock file
# names. What is committed has to be that, to the byte.
editor: site/editor/node_modules/.package-lock.json
	cd site/editor && node build.js ../assets/editor.js

editor-same: site/editor/node_modules/.package-lock.json
	@dir=$$(mktemp -d) && trap 'rm -rf "$$dir"' EXIT && \
	(cd site/editor && node build.js "$$dir/editor.js") && \
	if cmp "$$dir/editor.js" site/assets/editor.js; then echo "site/assets/editor.js is what site/editor builds to"; \
	else echo "make test: site/assets/editor.js is not what site/editor builds to; build it anew: make editor" >&2; exit 1; fi

xmllint:
	@command -v xmllint >/dev/null && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "installing libxml2-utils, whose xmllint holds reports to their schema"; \
		apt-get update -qq && \
		DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends libxml2-utils; \
	else \
		echo "make test: no xmllint, which holds reports to their schema; install it: apt-get install libxml2-utils" >&2; \
		exit 1; \
	fi

# Of each package, what its lock file lists: no scripts are run, nor peers brought.
%/node_modules/.package-lock.json: %/package-lock.json
	@if ! command -v npm >/dev/null; then \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo "installing npm, which brings $(notdir $*)"; \
			apt-get update -qq && \
			DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends npm; \
		else \
			echo "make test: no npm, which brings $(notdir $*); install it: apt-get install npm" >&2; \
			exit 1; \
		fi; \
	fi
	@cd $* && npm ci --ignore-scripts --legacy-peer-deps --no-audit --no-fund && touch node_modules/.package-lock.json

# MiniSearch, which searches in pages, is built from what its lock file names, and
# committed: make minisearch, after a change of that. Tests build it again.
search := site/search/minisearch
minisearch: $(search)/node_modules/.package-lock.json
	node $(search)/build.js site/assets/minisearch.js

minisearch-built: $(search)/node_modules/.package-lock.json
	@dir=$$(mktemp -d) && trap 'rm -rf "$$dir"' EXIT && node $(search)/build.js "$$dir/minisearch.js" && \
	cmp "$$dir/minisearch.js" site/assets/minisearch.js && echo "MiniSearch builds to the bytes that are committed"

# What is told of calls is compared with what strace tells of them.
strace:
	@command -v strace >/dev/null && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "installing strace, with which the calls of programs are compared"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends strace; \
	else \
		echo "make test: no strace, with which the calls of programs are compared; install it: apt-get install strace" >&2; \
		exit 1; \
	fi

format:
	@list=$$(gofmt -l .) || exit 1; \
	if [ -n "$$list" ]; then printf 'not formatted, run gofmt -w on:\n%s\n' "$$list" >&2; exit 1; fi

# The box is the one package that is written for each system and architecture; the
# program builds where there is none, too.
vet:
	go vet ./...
	GOOS=linux GOARCH=arm64 go vet ./runner/box
	GOOS=darwin GOARCH=arm64 go vet ./runner/box
	GOOS=darwin GOARCH=arm64 go build -o /dev/null ./site/cmd/bothends

# The whole book as a static site, from any directory, twice to the same bytes.
site: build
	@dir=$$(mktemp -d) && trap 'rm -rf "$$dir"' EXIT && \
	bin=$$PWD/$(bothends) && cd / && "$$bin" build -o "$$dir/one" && "$$bin" build -o "$$dir/two" && \
	diff -r "$$dir/one" "$$dir/two" && echo "the site builds to the same bytes twice"

# The box must hold for a user without any privileges as for root, so root runs
# its tests once more as nobody; anyone else has run them so already.
unprivileged:
	@if [ "$$(id -u)" != 0 ]; then echo "not root: go test runs the box unprivileged"; exit 0; fi; \
	command -v setpriv >/dev/null || { echo "make test: no setpriv to drop privileges with; install util-linux" >&2; exit 1; }; \
	dir=$$(mktemp -d) && trap 'rm -rf "$$dir"' EXIT && \
	mkdir "$$dir/src" "$$dir/tmp" && cp -R go.mod go.sum runner snippets "$$dir/src/" && \
	for package in runner runner/box; do \
		go test -c -o "$$dir/src/$$package/unprivileged.test" ./$$package || exit 1; \
	done && \
	chmod -R a+rX "$$dir" && chmod 1777 "$$dir/tmp" && \
	for package in runner runner/box; do \
		[ -e "$$dir/src/$$package/unprivileged.test" ] || continue; \
		echo "as nobody: go test ./$$package"; \
		(cd "$$dir/src/$$package" && \
		HOME=$$dir/tmp TMPDIR=$$dir/tmp setpriv --reuid=65534 --regid=65534 --clear-groups \
		./unprivileged.test -test.timeout 10m) || exit 1; \
	done
