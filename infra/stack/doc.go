// Package stack runs the whole system on this machine: it starts MiniStack, builds the functions with sam build, deploys
// the same template.yaml that goes to AWS with sam deploy, and hands out the addresses. Up, Invoke, Logs and Down are for
// drivers and tests; `make stack` keeps one up by hand. A stack takes about 17 seconds to come up on two cores when Go's
// build cache is warm, and 40 when it is cold.
//
// What holds here as on AWS, and is tried by this package's tests on every run: the routes, bodies byte for byte, SQS
// sources with partial batch failures and dead letters after five tries, the stream with its filter and whole batches
// tried again, KMS with its encryption context, the secret, and each function's permissions: MiniStack refuses a call
// that the function's own policy does not allow (Options.OpenPolicies switches that off).
//
// What MiniStack 1.5.33 does differently, and what is done about it:
//
//   - A Number parameter reaches a resource as a string, and a string in ScalingConfig.MaximumConcurrency stops the
//     poller of all queues. The template leaves ScalingConfig out when LocalEndpoint is set; five batches of a queue then
//     run at the same time.
//   - Ref of a secret gives its name, not its ARN. The template uses GetAtt Id, which is the ARN on both.
//   - Records of a stream that a function returns as batch item failures are lost, and bisecting and the limit of
//     attempts are not done: a failing batch is tried again each second until it succeeds or reaches the maximum age.
//     Fail whole batches.
//   - Schedules fire once a minute at the earliest, whatever they say: hence Options.Beat.
//   - Functions run as plain processes of this machine with MiniStack's environment around their own. They are stopped
//     after five idle minutes, have no memory limit, and see the machine's disk. They must be built for this machine:
//     sam build makes Linux programs only, so elsewhere they are built again.
//   - A function's process may serve many invocations but one at a time, as on AWS; there is no limit to how many
//     processes a function has.
//   - The API's address is http://127.0.0.1:<port>/_aws/execute-api/<api id>/$default; links that start with a slash lead
//     out of it. The template derives PUBLIC_URL from LocalEndpoint.
//   - Everything is in memory and gone after Down. Alarms are created and never fire, and TTL, PITR and encryption at
//     rest are only remembered. Throttling, eventual consistency and fair queues are not imitated.
//   - About 50 ms for an invocation and 120 requests a second with 8 clients on 2 cores: behaviour, not speed.
package stack
