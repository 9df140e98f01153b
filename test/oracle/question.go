package main

import "encoding/json"

// answering makes a handler of a function that takes its questions in a type of their own.
func answering[Question any](answer func(Question) (any, error)) handler {
	return func(raw json.RawMessage) (any, error) {
		var question Question
		if err := json.Unmarshal(raw, &question); err != nil {
			return nil, err
		}
		return answer(question)
	}
}
