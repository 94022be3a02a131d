package verify

import (
	"regexp"
	"strings"
	"testing"
)

// broken is the small book with a lesson that breaks greet.
func broken(fence string) string {
	return book + "-- lessons/01-part/030-third.md --\n+++\ntitle = \"Third\"\ngoal = \"You can be silent.\"\n+++\n\n```break greet/main/prog.go edit\n" + fence + "\n```\n"
}

func TestBreak(t *testing.T) {
	const recorded = "snippets/greet/breaks/edit.txt"
	dir := write(t, broken("  fmt.Println(\"good morning\")\n- fmt.Println(\"good evening\")\n+ panic(\"tired\")\nassert: main exit 2"))
	first := check(t, dir, Options{Update: true, Dir: dir})["greet#edit"]
	if !first.OK() || !first.Written || first.Recording != recorded || strings.Join(first.Lessons, "") != "lessons/01-part/030-third.md:6" {
		t.Fatalf("recorded: %+v", first)
	}
	text := read(t, dir, recorded)
	if !strings.Contains(text, "  main  stderr   panic: tired\n") || !strings.Contains(text, "  main  exit     2\n") {
		t.Errorf("the failure is not in\n%s", text)
	}
	if r := check(t, dir, Options{})["greet#edit"]; !r.OK() {
		t.Error(r.Details())
	}
	change(t, dir, recorded, strings.Replace(text, "tired", "weary", 1))
	if r := check(t, dir, Options{})["greet#edit"]; r.OK() || !strings.Contains(r.Details(), "panic: weary") {
		t.Errorf("of another failure: %v", r)
	}
	results := check(t, dir, Options{Run: regexp.MustCompile("^greet$")})
	if _, ok := results["greet#edit"]; ok || len(results) != 1 {
		t.Errorf("-run ^greet$ verified %v", results)
	}
}

func TestMistakesOfBreaks(t *testing.T) {
	const at = "lessons/01-part/030-third.md:"
	for _, test := range []struct{ name, fence, want string }{
		{"nothing asserted, nothing changed", "- fmt.Println(\"good evening\")\n+ fmt.Println(\"good \" + \"evening\")",
			at + "6: this edit breaks nothing that is printed; if what it changes is seen elsewhere, assert that"},
		{"asserted, and not so", "- fmt.Println(\"good evening\")\nassert: main exit 3\nassert: main prints \"good\" in 2 lines",
			at + "8: the run of greet#edit does not bear this out: main exit 3; it says: main ended otherwise: exit 0\n" +
				at + "9: the run of greet#edit does not bear this out: main prints \"good\" in 2 lines; it says: main does so in 1 line"},
		{"no program", "- fmt.Println(\"good evening\")\n+ x := 1",
			at + "6: after the edit, snippets/greet/main/prog.go:7:2: declared and not used: x\n" +
				at + "6: if it should not compile, say so: assert: main problem contains \"…\""},
		{"no program, as promised", "- fmt.Println(\"good evening\")\n+ x := 1\nassert: main problem contains \"declared and not used: x\"", ""},
		{"not formatted", "- fmt.Println(\"good evening\")\n+ fmt.Println( )",
			at + "6: after the edit, main/prog.go is not as gofmt has it, in line 7"},
		{"not the same twice", "- fmt.Println(\"good evening\")\n+ fmt.Println(os.Getpid(), time.Now())\n@@\n- import \"fmt\"\n+ import (\n+ \t\"fmt\"\n+ \t\"os\"\n+ \t\"time\"\n+ )\nvaries: time goes by\nassert: main exit 0", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := write(t, broken(test.fence))
			check(t, dir, Options{Run: regexp.MustCompile("greet"), Update: true, Dir: dir})
			r := check(t, dir, Options{Run: regexp.MustCompile("greet"), Dir: dir})["greet#edit"]
			_, said, _ := strings.Cut(r.Details(), "\n")  // the lesson comes first
			said, _, _ = strings.Cut(said, "\nsnippets/") // that there is no recording of it comes last
			if strings.TrimSpace(said) != test.want {
				t.Errorf("got\n%s\nwant\n%s", said, test.want)
			}
		})
	}
}

// What a question asserts of the snippet's run is checked in that run.
func TestQuestion(t *testing.T) {
	dir := write(t, book, "-- lessons/01-part/030-third.md --\n+++\ntitle = \"Third\"\ngoal = \"You can ask.\"\n+++\n\n"+
		"```question greet\nWhen?\n\n- [ ] Never. :: It does.\n- [x] At noon. :: So it is.\nassert: main prints \"noon\"\n```\n")
	r := check(t, dir, Options{Update: true, Dir: dir})["greet"]
	if want := "lessons/01-part/030-third.md:11: the run of greet does not bear this out: main prints \"noon\"; it says: main does not"; r.OK() || !strings.Contains(r.Details(), want) {
		t.Errorf("got\n%s\nwant %s", r.Details(), want)
	}
}
