#!/usr/bin/env bash
# What a merchant's server asks the API for around a relink, with curl: relink.sh COMMAND ID …
#
#   STRIPE_API_BASE=http://127.0.0.1:4242 STRIPE_API_KEY=sk_test_... ./relink.sh account fca_…
set -euo pipefail

base="${STRIPE_API_BASE:-http://127.0.0.1:4242}"
version='2026-03-25.preview'

api() {
  local path="$1"
  shift
  curl --silent --show-error --fail-with-body "$base/v1/$path" \
    -u "${STRIPE_API_KEY:?}:" \
    -H "Stripe-Version: $version" \
    "$@"
}

case "${1:-}" in
  account) # ID: is it active, and if not, does a relink help?
    api "financial_connections/accounts/$2"
    ;;
  authorization) # ID: how is the link as a whole?
    api "financial_connections/authorizations/$2"
    ;;
  link) # CUSTOMER: a first link
    api financial_connections/sessions \
      -d "account_holder[type]=customer" \
      -d "account_holder[customer]=$2" \
      -d "permissions[]=payment_method" \
      -d "permissions[]=balances"
    ;;
  relink_account) # CUSTOMER AUTHORIZATION ACCOUNT: exactly this account
    api financial_connections/sessions \
      -d "account_holder[type]=customer" \
      -d "account_holder[customer]=$2" \
      -d "permissions[]=payment_method" \
      -d "permissions[]=balances" \
      -d "relink_options[authorization]=$3" \
      -d "relink_options[account]=$4"
    ;;
  relink_any) # CUSTOMER AUTHORIZATION: one payable account at the same bank
    api financial_connections/sessions \
      -d "account_holder[type]=customer" \
      -d "account_holder[customer]=$2" \
      -d "filters[account_subcategories][]=checking" \
      -d "filters[account_subcategories][]=savings" \
      -d "limits[accounts]=1" \
      -d "permissions[]=payment_method" \
      -d "permissions[]=balances" \
      -d "relink_options[authorization]=$3"
    ;;
  relink_data) # CUSTOMER AUTHORIZATION: all accounts of the link, for their data
    api financial_connections/sessions \
      -d "account_holder[type]=customer" \
      -d "account_holder[customer]=$2" \
      -d "permissions[]=balances" \
      -d "permissions[]=transactions" \
      -d "relink_options[authorization]=$3"
    ;;
  setup_intent) # CUSTOMER ACCOUNT NAME: a payment method from a newly linked account
    api setup_intents \
      -d "customer=$2" \
      -d "payment_method_types[]=us_bank_account" \
      -d "payment_method_data[type]=us_bank_account" \
      -d "payment_method_data[us_bank_account][financial_connections_account]=$3" \
      -d "payment_method_data[billing_details][name]=$4"
    ;;
  *)
    sed -n '2,4p' "$0" >&2
    grep -E '^  [a-z_]+\) #' "$0" >&2
    exit 2
    ;;
esac
