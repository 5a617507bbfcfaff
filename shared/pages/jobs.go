package pages

import (
	"slices"
	"strings"

	"onward/shared/api/desk"
	"onward/shared/job"
	"onward/shared/table"
)

func (p *pages) jobs(v *visit) error {
	items, next, err := p.Desk.Jobs(v.r.Context(), v.actor, v.r.URL.Query().Get("cursor"), 25)
	if err != nil {
		return err
	}
	return showList(p, v, "jobs", "Jobs", nextOf("jobs", next), items)
}

// jobTitle is what people call a kind of work.
func jobTitle(kind string) string {
	titles := map[string]string{
		job.KindPlace: "Placing orders", job.KindSync: "Sync", job.KindTellAgain: "Telling stores again", job.KindHold: "Holding orders",
		job.KindRelease: "Releasing orders", job.KindArchive: "Archiving orders", job.KindUnarchive: "Taking orders out of the archive",
		job.KindRedecide: "Looking again at orders of a variant", job.KindImportTracking: "Import of tracking numbers",
		job.KindImportOrders: "Import of supplier orders", job.KindListOrders: "List of orders as CSV",
		job.KindExport: "Export of a customer's data", job.KindEraseCustomer: "Erasing a customer's data", job.KindEraseShop: "Erasing a shop's data",
	}
	if title, ok := titles[kind]; ok {
		return title
	}
	return capitalised(strings.ReplaceAll(kind, "_", " "))
}

// jobPage is a job with who may end it.
type jobPage struct {
	desk.Job

	Acts bool
}

// Imports reports whether the job takes in a list.
func (j jobPage) Imports() bool {
	return slices.Contains([]string{job.KindImportTracking, job.KindImportOrders}, j.Kind)
}

// Downloads counts the files that a list which was written down can be had in.
func (j jobPage) Downloads() []int {
	var out []int
	for n := range j.Files {
		out = append(out, n+1)
	}
	return out
}

func (p *pages) readJob(v *visit) (jobPage, error) {
	j, err := p.Desk.Job(v.r.Context(), v.actor, v.r.PathValue("job"))
	return jobPage{Job: j, Acts: v.actor.Role.Allows(desk.Operator)}, err
}

func (p *pages) job(v *visit) error {
	j, err := p.readJob(v)
	if err != nil {
		return err
	}
	if j.State == table.JobDraft {
		return p.to(v, "imports/"+j.ID, "")
	}
	return p.show(v, "job", jobTitle(j.Kind), j)
}

// jobState is a job's progress; it is asked for again until the job is over.
func (p *pages) jobState(v *visit) error {
	j, err := p.readJob(v)
	if err != nil {
		return err
	}
	return p.part(v, "job", "state", j)
}

func (p *pages) cancelJob(v *visit) error {
	j, err := p.Desk.CancelJob(v.r.Context(), v.actor, v.r.PathValue("job"))
	if err != nil {
		return err
	}
	return p.to(v, "jobs/"+j.ID, "The job was ended. What it did stays done.")
}
