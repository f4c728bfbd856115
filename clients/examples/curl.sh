#!/bin/sh
# Signs in and asks for the next visit. The demo's inbox stands for the phone.
server=${TELEVISIT_URL:-http://127.0.0.1:8080}
phone=${PHONE:-+79160000001}

ask() { curl -sS "$server/graphql" -H 'Content-Type: application/json' -H 'Accept: application/graphql-response+json' "$@"; }
field() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"; }

challenge=$(ask -d '{"query":"mutation($p: String!) { requestSignInCode(input: {phone: $p}) { ... on SignInCodeSent { challenge { id } } ... on Problem { code } } }",
  "variables":{"p":"'"$phone"'"}}' | field id)
until code=$(curl -sS -G "$server/dev/inbox" -H 'Accept: application/json' --data-urlencode "phone=$phone" | grep -o '"code":"[0-9]*"' | head -1 | tr -dc 0-9) && [ "$code" ]; do sleep 1; done
token=$(ask -d '{"query":"mutation($i: ConfirmCodeInput!) { confirmCode(input: $i) { ... on SignInSuccess { token } ... on Problem { code } } }",
  "variables":{"i":{"challengeId":"'"$challenge"'","code":"'"$code"'"}}}' | field token)

ask -H "Authorization: Bearer $token" -d '{"query":"{ viewer { appointments(first: 1) { nodes { id status startsAt nextAction } } } }"}'
