// Package job does work on many orders, piece by piece. After each piece the progress is kept, so that a run that
// was killed is taken up where it was, and that a merchant can watch it and end it. One run at a time works on a job.
package job
