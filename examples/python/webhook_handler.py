# A webhook handler: verifies each event, and asks the customer to relink where that helps.
#
#   STRIPE_API_BASE=http://127.0.0.1:4242 STRIPE_API_KEY=sk_test_... STRIPE_WEBHOOK_SECRET=whsec_... python3 webhook_handler.py
#
# It listens on PORT, 4300 unless told, and takes events at /webhook. Only the standard library and `stripe` are needed.
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import stripe

import server_calls

MAX_BODY = 1_000_000
# Events come at least once; remember the last ones.
SEEN_MAX = 1_000
seen = {}


def prompt_user_to_relink(account):
    """Keeps a relink session for the customer's next visit. A real shop would also write to him."""
    session = server_calls.create_relink_session(account)
    print("relink", account["id"], session["id"], flush=True)


def heard(event):
    """Acts on a verified event."""
    account = event["data"]["object"]
    if event["type"] == "financial_connections.account.deactivated":
        if account["status"] != "inactive":
            return
        if "status_details" not in account:
            # The endpoint was made with an older version of the API: make one with a preview version.
            print("no details", account["id"], flush=True)
        elif account["status_details"]["inactive"]["action"] == "relink_required":
            prompt_user_to_relink(account)
        else:
            # The account cannot be repaired, for example because it is closed: there is nothing to ask for.
            print("gone", account["id"], account["status_details"]["inactive"]["cause"], flush=True)
    elif event["type"] == "financial_connections.account.reactivated":
        print("works again", account["id"], flush=True)


class Handler(BaseHTTPRequestHandler):
    # Set by serve().
    secret = ""

    def do_POST(self):
        length = int(self.headers.get("Content-Length") or 0)
        if self.path != "/webhook" or length > MAX_BODY:
            return self.answer(404)
        # The signature is of the bytes as they came.
        payload = self.rfile.read(length)
        try:
            event = stripe.Webhook.construct_event(payload, self.headers.get("Stripe-Signature", ""), self.secret)
        except (ValueError, stripe.error.SignatureVerificationError):
            return self.answer(400)
        if event["id"] not in seen:
            seen[event["id"]] = True
            if len(seen) > SEEN_MAX:
                seen.pop(next(iter(seen)))
            heard(event)
        self.answer(200)

    def answer(self, status):
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def serve(port, secret):
    """A server that is not yet running; the caller runs it."""
    Handler.secret = secret
    return ThreadingHTTPServer(("127.0.0.1", port), Handler)


if __name__ == "__main__":
    server_calls.configure()
    serve(int(os.environ.get("PORT", "4300")), os.environ["STRIPE_WEBHOOK_SECRET"]).serve_forever()
