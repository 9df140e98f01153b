package main

import (
	"encoding/json"
	"errors"

	"github.com/argoproj/argo-cd/v2/applicationset/utils"
)

func init() {
	register("template", renderedTemplate)
	register("fast-template", filledTemplate)
}

// Go's maps come in a random order, which shows in what is rendered often enough.
const renderings = 6

type templateQuestion struct {
	Template string
	Params   map[string]any
	// Under this name stand texts by their names, as labels of a cluster do.
	Labels  map[string]string
	Options []string
}

func (q templateQuestion) params() map[string]any {
	if q.Labels != nil {
		q.Params["labels"] = q.Labels
	}
	return q.Params
}

func renderedTemplate(raw json.RawMessage) (any, error) {
	var first string
	for nth := range renderings {
		// A template may change the maps that it is given.
		var q templateQuestion
		if err := json.Unmarshal(raw, &q); err != nil {
			return nil, err
		}
		text, err := (&utils.Render{}).Replace(q.Template, q.params(), true, q.Options)
		if err != nil {
			return nil, err
		}
		if nth > 0 && text != first {
			return nil, errors.New("varies")
		}
		first = text
	}
	return first, nil
}

func filledTemplate(raw json.RawMessage) (any, error) {
	var q templateQuestion
	if err := json.Unmarshal(raw, &q); err != nil {
		return nil, err
	}
	text, err := (&utils.Render{}).Replace(q.Template, q.params(), false, nil)
	if err != nil {
		return nil, err
	}
	return text, nil
}
