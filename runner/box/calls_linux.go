//go:build linux && (amd64 || arm64)

package box

import (
	"fmt"
	"runtime"

	"golang.org/x/sys/unix"
)

// An architecture is one that the filter can be assembled for.
type architecture struct {
	name     string // as runtime.GOARCH has it
	audit    uint32 // as the kernel calls it in struct seccomp_data
	otherBit uint32 // set in the numbers of calls of another ABI that goes by the same audit number; 0 if there is none
	number   func(numbers) int
}

// x32Bit is set in the numbers of x32 calls, which carry x86-64's architecture.
const x32Bit = 0x40000000

var architectures = []architecture{
	{"amd64", unix.AUDIT_ARCH_X86_64, x32Bit, func(n numbers) int { return n.amd64 }},
	{"arm64", unix.AUDIT_ARCH_AARCH64, 0, func(n numbers) int { return n.arm64 }},
}

// thisArchitecture is that of this process.
func thisArchitecture() (architecture, error) {
	for _, a := range architectures {
		if a.name == runtime.GOARCH {
			return a, nil
		}
	}
	return architecture{}, fmt.Errorf("no filter for %s", runtime.GOARCH)
}

// A call is a system call by the name that it has in package unix, in lower
// case and without SYS_. The filter is written by names, and assembled for one
// architecture; so it can be tested for the other.
type call string

// numbers are those of one call; none where the architecture has not got it.
type numbers struct{ amd64, arm64 int }

const none = -1

// calls are those that the filter and its tests name. They are the kernel's, and for ever.
var calls = map[call]numbers{
	"read":              {0, 63},
	"write":             {1, 64},
	"close":             {3, 57},
	"fstat":             {5, 80},
	"poll":              {7, none},
	"lseek":             {8, 62},
	"mmap":              {9, 222},
	"mprotect":          {10, 226},
	"munmap":            {11, 215},
	"brk":               {12, 214},
	"rt_sigaction":      {13, 134},
	"rt_sigprocmask":    {14, 135},
	"rt_sigreturn":      {15, 139},
	"ioctl":             {16, 29},
	"pread64":           {17, 67},
	"pwrite64":          {18, 68},
	"readv":             {19, 65},
	"writev":            {20, 66},
	"select":            {23, none},
	"mremap":            {25, 216},
	"sched_yield":       {24, 124},
	"msync":             {26, 227},
	"mincore":           {27, 232},
	"madvise":           {28, 233},
	"dup":               {32, 23},
	"dup2":              {33, none},
	"nanosleep":         {35, 101},
	"getpid":            {39, 172},
	"sendfile":          {40, 71},
	"socket":            {41, 198},
	"connect":           {42, 203},
	"accept":            {43, 202},
	"sendto":            {44, 206},
	"recvfrom":          {45, 207},
	"sendmsg":           {46, 211},
	"recvmsg":           {47, 212},
	"shutdown":          {48, 210},
	"bind":              {49, 200},
	"listen":            {50, 201},
	"getsockname":       {51, 204},
	"getpeername":       {52, 205},
	"socketpair":        {53, 199},
	"setsockopt":        {54, 208},
	"getsockopt":        {55, 209},
	"clone":             {56, 220},
	"fork":              {57, none},
	"vfork":             {58, none},
	"execve":            {59, 221},
	"exit":              {60, 93},
	"kill":              {62, 129},
	"uname":             {63, 160},
	"fcntl":             {72, 25},
	"fsync":             {74, 82},
	"ftruncate":         {77, 46},
	"getcwd":            {79, 17},
	"fchmod":            {91, 52},
	"gettimeofday":      {96, 169},
	"getrlimit":         {97, 163},
	"getrusage":         {98, 165},
	"times":             {100, 153},
	"ptrace":            {101, 117},
	"getuid":            {102, 174},
	"getgid":            {104, 176},
	"geteuid":           {107, 175},
	"getegid":           {108, 177},
	"getppid":           {110, 173},
	"sigaltstack":       {131, 132},
	"pivot_root":        {155, 41},
	"prctl":             {157, 167},
	"arch_prctl":        {158, none},
	"chroot":            {161, 51},
	"mount":             {165, 40},
	"umount2":           {166, 39},
	"reboot":            {169, 142},
	"init_module":       {175, 105},
	"delete_module":     {176, 106},
	"gettid":            {186, 178},
	"time":              {201, none},
	"futex":             {202, 98},
	"sched_getaffinity": {204, 123},
	"getdents64":        {217, 61},
	"set_tid_address":   {218, 96},
	"restart_syscall":   {219, 128},
	"clock_gettime":     {228, 113},
	"clock_getres":      {229, 114},
	"clock_nanosleep":   {230, 115},
	"exit_group":        {231, 94},
	"epoll_wait":        {232, none},
	"epoll_ctl":         {233, 21},
	"tgkill":            {234, 131},
	"kexec_load":        {246, 104},
	"add_key":           {248, 217},
	"request_key":       {249, 218},
	"keyctl":            {250, 219},
	"openat":            {257, 56},
	"mkdirat":           {258, 34},
	"newfstatat":        {262, 79},
	"unlinkat":          {263, 35},
	"renameat":          {264, 38},
	"readlinkat":        {267, 78},
	"fchmodat":          {268, 53},
	"faccessat":         {269, 48},
	"pselect6":          {270, 72},
	"ppoll":             {271, 73},
	"unshare":           {272, 97},
	"set_robust_list":   {273, 99},
	"splice":            {275, 76},
	"utimensat":         {280, 88},
	"epoll_pwait":       {281, 22},
	"fallocate":         {285, 47},
	"accept4":           {288, 242},
	"eventfd2":          {290, 19},
	"epoll_create1":     {291, 20},
	"dup3":              {292, 24},
	"pipe2":             {293, 59},
	"perf_event_open":   {298, 241},
	"recvmmsg":          {299, 243},
	"prlimit64":         {302, 261},
	"sendmmsg":          {307, 269},
	"setns":             {308, 268},
	"process_vm_readv":  {310, 270},
	"process_vm_writev": {311, 271},
	"kcmp":              {312, 272},
	"finit_module":      {313, 273},
	"renameat2":         {316, 276},
	"seccomp":           {317, 277},
	"getrandom":         {318, 278},
	"memfd_create":      {319, 279},
	"bpf":               {321, 280},
	"execveat":          {322, 281},
	"userfaultfd":       {323, 282},
	"copy_file_range":   {326, 285},
	"statx":             {332, 291},
	"rseq":              {334, 293},
	"io_uring_setup":    {425, 425},
	"io_uring_enter":    {426, 426},
	"io_uring_register": {427, 427},
	"open_tree":         {428, 428},
	"move_mount":        {429, 429},
	"fsopen":            {430, 430},
	"fsconfig":          {431, 431},
	"fsmount":           {432, 432},
	"fspick":            {433, 433},
	"clone3":            {435, 435},
	"pidfd_getfd":       {438, 438},
	"faccessat2":        {439, 439},
	"epoll_pwait2":      {441, 441},
	"mount_setattr":     {442, 442},
	"memfd_secret":      {447, 447},
}
