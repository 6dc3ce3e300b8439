# What a merchant's server asks the API for around a relink, with the official Python library.
import os

import stripe
from stripe.api_requestor import APIRequestor

# The account's status_details and the relink parameters are there from this version on.
API_VERSION = "2026-03-25.preview"


def configure():
    """Points the library at Relink: STRIPE_API_BASE and STRIPE_API_KEY say where and who."""
    stripe.api_base = os.environ.get("STRIPE_API_BASE", "http://127.0.0.1:4242")
    stripe.api_key = os.environ["STRIPE_API_KEY"]
    stripe.api_version = API_VERSION
    stripe.enable_telemetry = False


def create_session(customer):
    """A first link of this customer's accounts."""
    return stripe.financial_connections.Session.create(
        account_holder={"type": "customer", "customer": customer},
        permissions=["payment_method", "balances"],
    )


def create_relink_session(account, any_account=False):
    """A repair of exactly this account; or of any payable one at the same bank, for those who brought another one."""
    options = {"authorization": account["authorization"]}
    more = {}
    if any_account:
        more = {"limits": {"accounts": 1}, "filters": {"account_subcategories": ["checking", "savings"]}}
    else:
        options["account"] = account["id"]
    holder = account["account_holder"]
    # An account that was linked without a holder is relinked without one.
    if holder is not None:
        more["account_holder"] = {"type": holder["type"], holder["type"]: holder[holder["type"]]}
    return stripe.financial_connections.Session.create(
        permissions=["payment_method", "balances"], relink_options=options, **more
    )


def create_setup_intent(account, name):
    """A payment method from a newly linked account. The customer agrees to the mandate in the page, which then confirms."""
    holder = account["account_holder"]
    customer = {"customer": holder["customer"]} if holder is not None and holder["type"] == "customer" else {}
    return stripe.SetupIntent.create(
        payment_method_types=["us_bank_account"],
        payment_method_data={
            "type": "us_bank_account",
            "us_bank_account": {"financial_connections_account": account["id"]},
            "billing_details": {"name": name},
        },
        **customer
    )


def retrieve_account(account):
    return stripe.financial_connections.Account.retrieve(account)


def retrieve_authorization(authorization):
    """The library has no class for it yet."""
    return raw("get", "/v1/financial_connections/authorizations/" + authorization)


def raw(method, path, **params):
    """Any call that the library does not know."""
    response, _ = APIRequestor().request(method, path, params)
    return stripe.util.convert_to_stripe_object(response.data, stripe.api_key)
