package aliexpress

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// unknownBan is how long to stay away when a daily or unnamed limit was hit
// and the answer gives no time.
const unknownBan = time.Hour

// banMargin is added to a stated ban: one that ends to the second is still on.
const banMargin = 200 * time.Millisecond

// unreachablePause is how long to wait before calling again when no connection
// could be made.
const unreachablePause = 30 * time.Second

// banSeconds finds "this ban will last 1 seconds" and the older gateway's
// "ban will last for 12 more seconds".
var banSeconds = regexp.MustCompile(`(?i)ban will last (?:for )?([0-9]{1,7})`)

// failure is what the gateway said in place of an answer.
type failure struct {
	kind, code, subCode, message, requestID string
}

// classify turns a gateway's failure into the error a caller decides on.
func classify(op string, writes bool, f failure) *Error {
	e := &Error{Op: op, Code: f.code, SubCode: f.subCode, Message: f.message, RequestID: f.requestID}
	switch f.code {
	case "IncompleteSignature", "InvalidSignature", "InvalidAppkey", "InvalidAppKey", "InvalidApiPath", "isv.api-not-exist", "AUTH_TYPE_UNSUPPORTED":
		e.Kind, e.Reason = NotRun, ReasonSetup
	case "MissingParameter", "UnsupportedParamMapping":
		e.Kind, e.Reason = NotRun, ReasonRequest
	case "IllegalAccessToken", "InvalidSession":
		e.Kind, e.Reason = TokenExpired, ReasonAuthorization
	case "IllegalRefreshToken", "InvalidCode", "isv.402":
		e.Kind, e.Reason = ConsentNeeded, ReasonAuthorization
	case "ApiCallLimit", "AppApiCallLimit", "accesscontrol.limited-by-app-api-access-count":
		e.Kind, e.Reason, e.RetryAfter = NotRun, ReasonThrottled, banOf(f.message)
	case "isv.invalid-authorization", "InsufficientPermission":
		e.Kind, e.Reason = Refused, ReasonPermission
	case "7":
		classifyLegacyLimit(e, writes, f)
	case "15":
		classifyService(e, writes, f)
	default:
		e.Kind, e.Reason = uncertain(writes), ReasonOutage
	}
	e.Fix = e.Reason.fix()
	return e
}

// classifyLegacyLimit: code 7 is a limit only when it says so.
func classifyLegacyLimit(e *Error, writes bool, f failure) {
	if strings.Contains(f.subCode, "limited") || banSeconds.MatchString(f.message) {
		e.Kind, e.Reason, e.RetryAfter = NotRun, ReasonThrottled, banOf(f.message)
		return
	}
	e.Kind, e.Reason = uncertain(writes), ReasonOutage
}

// classifyService: code 15 comes from a service behind the gateway. For a
// write the outcome is unknown unless the sub-code names a check that comes
// before everything else.
func classifyService(e *Error, writes bool, f failure) {
	switch {
	case strings.HasSuffix(f.subCode, "account-migration-check-fail"):
		e.Kind, e.Reason = Refused, ReasonAgreement
	case strings.Contains(f.subCode, "limited-by-app-api-access-count"):
		e.Kind, e.Reason, e.RetryAfter = NotRun, ReasonThrottled, banOf(f.message)
	case writes:
		e.Kind, e.Reason = Unclear, ReasonOutage
	case strings.HasSuffix(f.subCode, "insufficient-permission"):
		e.Kind, e.Reason = NotVisible, ReasonPermission
	case strings.HasSuffix(f.subCode, "invalid-authorization"):
		e.Kind, e.Reason = Refused, ReasonPermission
	default:
		e.Kind, e.Reason = Temporary, ReasonOutage
	}
}

// uncertain is the kind of a failure that says nothing about the outcome.
func uncertain(writes bool) Kind {
	if writes {
		return Unclear
	}
	return Temporary
}

func banOf(message string) time.Duration {
	match := banSeconds.FindStringSubmatch(message)
	if match == nil {
		return unknownBan
	}
	seconds, err := strconv.Atoi(match[1])
	if err != nil {
		return unknownBan
	}
	return time.Duration(seconds)*time.Second + banMargin
}
