// Package browsertest drives a real Chromium, headless, for tests of pages. Whatever goes wrong in it is kept as a fault:
// exceptions, errors and warnings on the console (breaches of the content security policy among them), requests that
// fail, and answers of 400 and above that no test had expected.
//
// Where there is no Chromium the test is skipped with the reason; in CI (CI=true) it fails instead.
package browsertest
