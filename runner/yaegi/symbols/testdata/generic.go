package main

import (
	"cmp"
	"fmt"
	"slices"
)

func main() {
	fmt.Println(slices.Contains([]int{1, 2}, 2), slices.Index([]string{"a"}, "a"))
	fmt.Println(cmp.Compare(1, 2))
}
