// Api serves merchants and operators.
package main

import (
	"context"
	"log"

	"github.com/aws/aws-lambda-go/lambda"

	"onward/shared/api"
	"onward/shared/api/desk"
	"onward/shared/boot"
	"onward/shared/lambdahttp"
	"onward/shared/order"
)

func main() {
	handler, err := setUp(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	lambda.Start(handler)
}

func setUp(ctx context.Context) (any, error) {
	b, err := boot.Start(ctx)
	if err != nil {
		return nil, err
	}
	secrets, err := b.Secrets(ctx)
	if err != nil {
		return nil, err
	}
	consents := map[order.Supplier]desk.Consent{}
	if b.Env.AliExpressAppKey != "" {
		calls, err := b.AliExpress(secrets)
		if err != nil {
			return nil, err
		}
		consents[order.AliExpress] = desk.AliExpress{Calls: calls}
	}
	d := desk.New(desk.Deps{
		Table: b.Table(), Decider: b.Decider(), Policies: b.Policies(), Sender: b.Sender(), Vault: b.Sealer(), Consents: consents,
		Plans: b.Plans(), Pepper: []byte(secrets.TokenPepper), OperatorHash: secrets.OperatorTokenHash, Now: b.Now, Log: b.Log,
	})
	return lambdahttp.Handle(api.New( //nolint:contextcheck // requests carry their own context
		api.Deps{Desk: d, Requests: b.Table(), Now: b.Now, Log: b.Log})), nil
}
