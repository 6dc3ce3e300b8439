# The whole story in the sandbox: link an account, break it, hear of it by webhook, relink it, hear of that, too, and be paid from it.
#
#   STRIPE_API_BASE=http://127.0.0.1:4242 STRIPE_API_KEY=sk_test_... python3 story.py
#
# The sandbox's test helpers play the customer at his bank. Ends with 0 when everything came as it should.
import threading
import time

import stripe

import server_calls
import webhook_handler

WAIT_S = 60


def wait_for(what, look):
    end = time.monotonic() + WAIT_S
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        time.sleep(0.05)
    raise SystemExit("waited in vain for " + what)


def complete(session, **params):
    return server_calls.raw("post", "/v1/test_helpers/financial_connections/sessions/%s/complete" % session, **params)


def main():
    server_calls.configure()
    heard = []
    prompted = []
    act = webhook_handler.heard
    prompt = server_calls.create_relink_session
    webhook_handler.heard = lambda event: (act(event), heard.append((event["type"], event["data"]["object"]["id"])))
    server_calls.create_relink_session = lambda account: prompted.append(prompt(account)) or prompted[-1]

    server = webhook_handler.serve(0, "")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    endpoint = stripe.WebhookEndpoint.create(
        url="http://127.0.0.1:%d/webhook" % server.server_address[1],
        enabled_events=["financial_connections.account.deactivated", "financial_connections.account.reactivated"],
        api_version=server_calls.API_VERSION,
    )
    webhook_handler.Handler.secret = endpoint["secret"]

    customer = stripe.Customer.create(name="Jenny Rosen")
    linked = complete(
        server_calls.create_session(customer["id"])["id"], institution="Bank (OAuth)", accounts=["Everyday Checking"]
    )
    account = linked["accounts"]["data"][0]

    path = "/v1/test_helpers/financial_connections/authorizations/%s/simulate" % account["authorization"]
    server_calls.raw("post", path, event="consent_revoked")
    wait_for("account.deactivated", lambda: ("financial_connections.account.deactivated", account["id"]) in heard)
    broken = server_calls.retrieve_account(account["id"])
    assert broken["status"] == "inactive", broken
    assert server_calls.retrieve_authorization(account["authorization"])["status"] == "inactive"

    repaired = complete(prompted[0]["id"])
    assert repaired["relink_result"]["account"] == account["id"], repaired
    assert repaired["relink_result"]["failure_reason"] is None, repaired
    wait_for("account.reactivated", lambda: ("financial_connections.account.reactivated", account["id"]) in heard)
    again = server_calls.retrieve_account(account["id"])
    assert (again["status"], again["authorization"]) == ("active", account["authorization"]), again

    intent = server_calls.create_setup_intent(again, "Jenny Rosen")
    assert (intent["status"], intent["customer"]) == ("requires_confirmation", customer["id"]), intent
    # In a shop the page does this, when the customer has agreed.
    agreed = {"customer_acceptance": {"type": "offline"}}
    intent = stripe.SetupIntent.confirm(intent["id"], mandate_data=agreed)
    assert intent["status"] == "succeeded", intent
    payment = stripe.PaymentIntent.create(
        amount=2000,
        currency="usd",
        customer=customer["id"],
        payment_method=intent["payment_method"],
        payment_method_types=["us_bank_account"],
        confirm=True,
        off_session=True,
    )
    assert payment["status"] == "processing", payment
    wait_for("the money", lambda: stripe.PaymentIntent.retrieve(payment["id"])["status"] == "succeeded")

    stripe.WebhookEndpoint.delete(endpoint["id"])
    server.shutdown()
    print("relinked", account["id"], flush=True)


if __name__ == "__main__":
    main()
