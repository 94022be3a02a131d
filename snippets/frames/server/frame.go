package main

import (
	"encoding/binary"
	"fmt"
	"io"
)

const most = 1 << 16 // bytes in a frame

// receive returns io.EOF if no further frame has begun.
func receive(in io.Reader) ([]byte, error) {
	head := make([]byte, 4)
	if _, err := io.ReadFull(in, head); err != nil {
		return nil, err
	}
	length := binary.BigEndian.Uint32(head)
	if length > most {
		return nil, fmt.Errorf("a frame of %d bytes", length)
	}
	message := make([]byte, length)
	if _, err := io.ReadFull(in, message); err == io.EOF {
		return nil, io.ErrUnexpectedEOF
	} else if err != nil {
		return nil, err
	}
	return message, nil
}
