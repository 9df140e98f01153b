package main

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"
	_ "time/tzdata"

	"github.com/argoproj/argo-cd/v2/pkg/apis/application/v1alpha1"
)

func init() {
	register("windows-matching", answering(func(q struct {
		Windows     v1alpha1.SyncWindows
		Application v1alpha1.Application
	}) (any, error) {
		matched := map[*v1alpha1.SyncWindow]bool{}
		if windows := q.Windows.Matches(&q.Application); windows != nil {
			for _, window := range *windows {
				matched[window] = true
			}
		}
		places := []int{}
		for place, window := range q.Windows {
			if matched[window] {
				places = append(places, place)
			}
		}
		return places, nil
	}))
	register("may-sync", answering(func(q struct {
		Windows v1alpha1.SyncWindows
		Manual  bool
		Now     time.Time
	}) (any, error) {
		var permitted bool
		err := at(q.Now, func() (err error) {
			permitted, err = q.Windows.CanSync(q.Manual)
			return err
		})
		return permitted, err
	}))
}

// at runs what asks for the time as if it were another, which has to be after the year 2000.
func at(moment time.Time, run func() error) (err error) {
	bubble := func(*testing.T) {
		defer func() {
			if thrown := recover(); thrown != nil {
				err = fmt.Errorf("panic: %v", thrown)
			}
		}()
		time.Sleep(time.Until(moment))
		err = run()
	}
	synctest.Test(&testing.T{}, bubble)
	return err
}
