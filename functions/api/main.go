// Api serves merchants and operators: the API, the pages, and connecting stores and accounts.
package main

import (
	"context"
	"log"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"onward/shared/api"
	"onward/shared/api/desk"
	"onward/shared/boot"
	"onward/shared/connect"
	"onward/shared/lambdahttp"
	"onward/shared/order"
	"onward/shared/pages"
)

func main() {
	handler, err := boot.Renewing(context.Background(), setUp, time.Now)
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
	deps, err := b.Connect(secrets)
	if err != nil {
		return nil, err
	}
	consents := map[order.Supplier]desk.Consent{}
	if deps.AliExpress != nil {
		consents[order.AliExpress] = desk.AliExpress{Calls: deps.AliExpress}
	}
	accounts, err := b.Accounts(secrets)
	if err != nil {
		return nil, err
	}
	d := desk.New(desk.Deps{
		Table: b.Table(), Decider: b.Decider(), Policies: b.Policies(), Sender: b.Sender(), Vault: b.Sealer(), Consents: consents, Markets: accounts,
		Plans: b.Plans(), Pepper: []byte(secrets.TokenPepper), OperatorHash: secrets.OperatorTokenHash,
		AllowLoopback: b.Env.AllowLoopback, Now: b.Now, Log: b.Log,
	})
	sessions := pages.NewSessions(d, []byte(secrets.TokenPepper), b.Now)
	deps.Sessions = sessions
	flows := connect.New(deps)
	d.Connector = flows

	faces := pages.New(pages.Deps{Desk: d, Sessions: sessions, Connect: flows.Handler(), Now: b.Now, Log: b.Log})
	served := api.New(api.Deps{Desk: d, Requests: b.Table(), Pages: faces, Now: b.Now, Log: b.Log}) //nolint:contextcheck // requests carry their own
	return lambdahttp.Handle(served), nil
}
