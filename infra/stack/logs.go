package stack

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
)

// Logs returns what a function has logged so far, oldest first. A function that has not run yet has logged nothing.
func (s *Stack) Logs(ctx context.Context, function string) ([]string, error) {
	pages := cloudwatchlogs.NewFilterLogEventsPaginator(cloudwatchlogs.NewFromConfig(s.Config()),
		&cloudwatchlogs.FilterLogEventsInput{LogGroupName: aws.String("/onward/" + s.opts.Name + "/" + function)})
	var lines []string
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if _, missing := errors.AsType[*types.ResourceNotFoundException](err); missing {
			return nil, nil
		}
		if err != nil {
			return nil, fmt.Errorf("stack: logs of %s: %w", function, err)
		}
		for _, event := range page.Events {
			lines = append(lines, strings.TrimRight(aws.ToString(event.Message), "\n"))
		}
	}

	return lines, nil
}
