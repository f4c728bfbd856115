package transport

import "time"

// crew runs short tasks on goroutines that stay for a moment: those of executing
// and writing have large stacks, which new ones would have to grow each time.
type crew struct{ tasks chan func() }

// lingering is how long an idle goroutine waits for another task.
const lingering = time.Second

func newCrew() *crew { return &crew{make(chan func())} }

// run begins the task at once, on a goroutine that is idle or on a new one.
func (c *crew) run(task func()) {
	select {
	case c.tasks <- task:
	default:
		go c.work(task)
	}
}

func (c *crew) work(task func()) {
	task()
	idle := time.NewTimer(lingering)
	defer idle.Stop()
	for {
		select {
		case next := <-c.tasks:
			next()
			idle.Reset(lingering)
		case <-idle.C:
			return
		}
	}
}
