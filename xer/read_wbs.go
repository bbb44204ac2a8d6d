package xer

import (
	"cmp"
	"slices"

	"gongqiao/schedule"
)

// wbsNode is a row of PROJWBS below the root of its project.
type wbsNode struct {
	id, parent int64
	proj       *project
	seq        int64
	task       schedule.Task
}

// readWBS reads the nodes of the work breakdown. The root of a project is the
// project itself; every other node becomes a summary task.
func (rd *reader) readWBS() {
	rd.nodes, rd.wbsTask = map[int64]*wbsNode{}, map[int64]schedule.TaskID{}
	rd.summaries = map[schedule.TaskID]bool{}
	above := map[int64]int64{}
	for c := range rd.each("PROJWBS") {
		id := c.key("wbs_id")
		if _, twice := rd.wbsTask[id]; twice {
			c.fail("wbs_id", 0, ErrDuplicate)
		}
		rd.wbsTask[id] = 0
		rd.readNode(c)
		if n := rd.nodes[id]; n != nil {
			above[id] = n.parent
		}
	}
	bent := circles(above)
	for c := range rd.each("PROJWBS") {
		n := rd.nodes[c.key("wbs_id")]
		if n == nil {
			continue
		}
		if bent[n.id] {
			c.fail("parent_wbs_id", 0, ErrCycle)
		}
		if _, there := rd.wbsTask[n.parent]; n.parent != 0 && !there {
			c.left("parent_wbs_id", Dangling)
		}
	}
}

func (rd *reader) readNode(c *cursor) {
	proj := rd.projects[c.ref("proj_id")]
	if proj == nil {
		c.left("proj_id", Dangling)
		proj = rd.projects[int64(rd.plan.Projects[0].ID)]
	}
	name, code, parent, seq := c.text("wbs_name"), c.text("wbs_short_name"), c.ref("parent_wbs_id"), c.between("seq_num", 1, minSeq, maxSeq)
	switch root := c.word("proj_node_flag") == "Y" && !proj.rooted; {
	case proj.of != 0:
		return
	case root:
		proj.rooted = true
		rd.plan.Projects[proj.at].Name = name
		if code != proj.code && code != unnamed(proj.id) {
			c.left("wbs_short_name", Conflict)
		}
		return
	}
	n := &wbsNode{id: c.id, parent: parent, proj: proj, seq: seq}
	n.task = schedule.Task{
		Kind: schedule.Summary, Project: schedule.ProjectID(proj.id), Name: name,
		Start: c.time("anticip_start_date"), Finish: c.time("anticip_end_date"), Priority: 500,
	}
	if len(rd.plan.Projects) == 1 {
		n.task.Project = 0
	}
	if n.task.Code = code; code == unnamed(c.id) {
		n.task.Code = ""
	}
	rd.nodes[n.id] = n
	n.task.ID = rd.summaryID(n.id)
	if rd.summaries[n.task.ID] {
		c.fail("wbs_id", 0, ErrDuplicate)
	}
	rd.summaries[n.task.ID] = true
	rd.wbsTask[n.id] = n.task.ID
}

const (
	minSeq = -1 << 31
	maxSeq = 1 << 31
)

// summaryStep keeps the numbers of PROJWBS and TASK apart, which P6 counts each
// from one: a node whose number is also a task's gets a number so much higher.
const summaryStep = 10_000_000_000

func (rd *reader) summaryID(id int64) schedule.TaskID {
	for t := schedule.TaskID(id); ; t += summaryStep {
		if _, taken := rd.rows[t]; !taken {
			return t
		}
	}
}

// arrange puts nodes and tasks into one list of rows, parents before children.
func (rd *reader) arrange() {
	nodes := make([]*wbsNode, 0, len(rd.nodes))
	for c := range rd.each("PROJWBS") {
		if n := rd.nodes[c.key("wbs_id")]; n != nil {
			nodes = append(nodes, n)
			n.task.Parent = rd.parent(n.parent, n.proj)
		}
	}
	i := 0
	for c := range rd.each("TASK") {
		if rd.baseTasks[c.key("task_id")] != nil {
			continue
		}
		t := &rd.plan.Tasks[i]
		t.Parent = rd.parent(rd.parents[i], rd.projects[int64(rd.projectOf(t))])
		if root, there := rd.wbsTask[rd.parents[i]]; rd.parents[i] != 0 && t.Parent == 0 && (!there || root != 0) {
			c.left("wbs_id", Dangling)
		}
		i++
	}
	rows := slotted(nodes, rd.plan.Tasks)
	if rows == nil {
		rows = rd.nested(nodes)
	}
	rd.plan.Tasks = rows
	rd.rows = make(map[schedule.TaskID]int, len(rows))
	for i := range rows {
		rd.rows[rows[i].ID] = i
	}
}

// parent is the summary task of a node, as far as it is of the same project.
func (rd *reader) parent(wbs int64, proj *project) schedule.TaskID {
	if n := rd.nodes[wbs]; n != nil && n.proj == proj {
		return n.task.ID
	}
	return 0
}

// slotted takes seq_num for the number of the row, as Write gives it: nodes go to
// their rows and tasks fill the others. It is nil if the rows that come out are
// no tree written down from top to bottom.
func slotted(nodes []*wbsNode, tasks []schedule.Task) []schedule.Task {
	rows := make([]schedule.Task, len(nodes)+len(tasks))
	for _, n := range nodes {
		if n.seq < 1 || n.seq > int64(len(rows)) || rows[n.seq-1].ID != 0 {
			return nil
		}
		rows[n.seq-1] = n.task
	}
	next := 0
	for i := range rows {
		if rows[i].ID == 0 {
			rows[i] = tasks[next]
			next++
		}
	}
	if !topDown(rows) {
		return nil
	}
	return rows
}

// topDown reports whether every row stands directly below its parent or below
// rows that are under the same parent.
func topDown(rows []schedule.Task) bool {
	var open []schedule.TaskID
	for i := range rows {
		for len(open) > 0 && open[len(open)-1] != rows[i].Parent {
			open = open[:len(open)-1]
		}
		if len(open) == 0 && rows[i].Parent != 0 {
			return false
		}
		open = append(open, rows[i].ID)
	}
	return true
}

// nested lists project by project: the tasks of a node in the order of their
// rows, then its nodes by seq_num.
func (rd *reader) nested(nodes []*wbsNode) []schedule.Task {
	type place struct {
		proj   schedule.ProjectID
		parent schedule.TaskID
	}
	tasks, below := map[place][]int{}, map[place][]*wbsNode{}
	for i := range rd.plan.Tasks {
		at := place{rd.projectOf(&rd.plan.Tasks[i]), rd.plan.Tasks[i].Parent}
		tasks[at] = append(tasks[at], i)
	}
	for _, n := range nodes {
		at := place{schedule.ProjectID(n.proj.id), n.task.Parent}
		below[at] = append(below[at], n)
	}
	rows := make([]schedule.Task, 0, len(nodes)+len(rd.plan.Tasks))
	for _, p := range rd.plan.Projects {
		todo := []*wbsNode{nil} // the root
		for len(todo) > 0 {
			at := place{proj: p.ID}
			if n := todo[len(todo)-1]; n != nil {
				rows = append(rows, n.task)
				at.parent = n.task.ID
			}
			todo = todo[:len(todo)-1]
			for _, i := range tasks[at] {
				rows = append(rows, rd.plan.Tasks[i])
			}
			kids := below[at]
			slices.SortStableFunc(kids, func(a, b *wbsNode) int { return cmp.Compare(a.seq, b.seq) })
			for _, n := range slices.Backward(kids) {
				todo = append(todo, n)
			}
		}
	}
	return rows
}
