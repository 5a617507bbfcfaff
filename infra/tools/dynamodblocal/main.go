// Command dynamodblocal fetches Amazon's DynamoDB Local, on which the persistence tests run.
package main

import (
	"os"

	"onward/infra/stack/engine"
	"onward/infra/tools/optional"
)

func main() { os.Exit(optional.Fetch("DynamoDB Local", engine.Fetch)) }
