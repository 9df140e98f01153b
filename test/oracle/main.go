// Answers questions with the packages of Argo CD itself: a line of JSON each, and a line of JSON back.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/sirupsen/logrus"
)

type handler func(question json.RawMessage) (any, error)

var handlers = map[string]handler{}

// register gives the questions with this "fn" to a handler.
func register(fn string, answer handler) {
	handlers[fn] = answer
}

type reply struct {
	Answer any    `json:"answer"`
	Error  string `json:"error,omitempty"`
	Panic  string `json:"panic,omitempty"`
}

func replyTo(line []byte) (out reply) {
	defer func() {
		if thrown := recover(); thrown != nil {
			out = reply{Panic: fmt.Sprint(thrown)}
		}
	}()
	var question struct{ Fn string }
	if err := json.Unmarshal(line, &question); err != nil {
		return reply{Error: err.Error()}
	}
	answer, known := handlers[question.Fn]
	if !known {
		return reply{Error: "no function " + question.Fn}
	}
	value, err := answer(line)
	if err != nil {
		return reply{Error: err.Error()}
	}
	return reply{Answer: value}
}

func main() {
	stdout := os.Stdout
	// What the packages print is not an answer.
	os.Stdout = os.Stderr
	logrus.SetOutput(io.Discard)
	logrus.SetLevel(logrus.PanicLevel)
	in := bufio.NewReader(os.Stdin)
	for {
		line, err := in.ReadBytes('\n')
		if len(line) > 0 {
			out, failed := json.Marshal(replyTo(line))
			if failed != nil {
				out, _ = json.Marshal(reply{Error: failed.Error()})
			}
			// One write an answer: should a question kill this process, it is known which.
			if _, failed := stdout.Write(append(out, '\n')); failed != nil {
				os.Exit(1)
			}
		}
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}
