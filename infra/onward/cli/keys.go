package cli

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/kms"

	"onward/infra/onward/keys"
)

func keyCommands() []command {
	return []command{
		{
			name: "keys reseal", about: "Seal the credentials of all merchants anew", flags: keysReseal,
			more: "With -rotate KMS first makes new key material, under which they are sealed then. Old seals open all the same.",
		},
		{
			name: "keys operator", about: "Make a new operator's token", flags: plain(keysOperator),
			more: "The old one ends as the functions take the new one up: within ten minutes.",
		},
		{
			name: "keys shopify", about: "Put a new client secret of the Shopify app in front", flags: plain(keysShopify),
			more: "It is read from standard input. The one before goes on opening webhooks, which Shopify signs with it for up to an hour.",
		},
	}
}

func keysReseal(fs *flag.FlagSet) action {
	rotate := fs.Bool("rotate", false, "have KMS make new key material first")
	return func(ctx context.Context, s *session, args []string) error {
		if err := want(args); err != nil {
			return err
		}
		sys, err := s.onward(ctx)
		if err != nil {
			return err
		}
		if *rotate {
			id := sys.Places.KeyID
			if _, err := sys.KMS().RotateKeyOnDemand(ctx, &kms.RotateKeyOnDemandInput{KeyId: &id}); err != nil {
				return fmt.Errorf("rotate the key: %w", err)
			}
		}
		r, err := keys.Reseal(ctx, sys.Boot.Table(), sys.Boot.Sealer())
		if err != nil {
			return err
		}
		if err := s.print(r, func() {
			s.sayf("sealed anew: %d stores, %d supplier accounts, %d webhook secrets", r.Stores, r.Accounts, r.Endpoints)
			for _, f := range r.Failed {
				s.sayf("! %s", f)
			}
		}); err != nil {
			return err
		}
		if len(r.Failed) > 0 {
			return errTrouble
		}
		return nil
	}
}

func keysOperator(ctx context.Context, s *session, args []string) error {
	if err := want(args); err != nil {
		return err
	}
	sys, err := s.onward(ctx)
	if err != nil {
		return err
	}
	token, err := keys.Secrets{Manager: sys.Secrets(), ID: sys.Places.SecretARN}.Operator(ctx)
	if err != nil {
		return err
	}
	s.sayf("%s", token)
	fmt.Fprintln(s.Err, "It is shown this once. Keep it where you keep secrets; commands read it from ONWARD_TOKEN.")
	return nil
}

func keysShopify(ctx context.Context, s *session, args []string) error {
	if err := want(args); err != nil {
		return err
	}
	secret, err := bufio.NewReader(s.In).ReadString('\n')
	if secret = strings.TrimSpace(secret); secret == "" {
		return usage("standard input has no secret (%v)", err)
	}
	sys, err := s.onward(ctx)
	if err != nil {
		return err
	}
	if err := (keys.Secrets{Manager: sys.Secrets(), ID: sys.Places.SecretARN}).Shopify(ctx, secret); err != nil {
		return err
	}
	s.sayf("done; the functions take it up within ten minutes")
	return nil
}
