const signIn = `# Welcome to televisit's playground: the demo clinic,
# where nothing is real. Go through the tabs in order.
#
# Ctrl-Enter runs, Ctrl-Space completes; the book on the
# left documents every type and field.
#
# 1. Ask for a code for the demo patient who has a visit
# right now. (Staff use signInStaff: e-mail, password and
# second factor stand in the inbox, /dev/inbox.)

mutation AskForCode {
  requestSignInCode(input: { phone: "+79160000001" }) {
    ... on SignInCodeSent {
      challenge {
        id
        expiresAt
      }
    }
    ... on Problem {
      code
      message
    }
  }
}
`;

const confirm = `# 2. Trade the code for a session. Put into the variables:
# the challenge's id from the first tab, and the code from
# the inbox (open /dev/inbox in another window).
#
# The answer sets a cookie, so this page is signed in now,
# its subscriptions too. A client without cookies sends the
# token instead; in the headers editor below that is
# { "Authorization": "Bearer <token>" }

mutation SignIn($challengeId: ID!, $code: String!) {
  confirmCode(input: { challengeId: $challengeId, code: $code }) {
    ... on SignInSuccess {
      token
      expiresAt
      viewer {
        role
        patient {
          givenName
          status
        }
      }
    }
    ... on CodeInvalid {
      attemptsLeft
    }
    ... on Problem {
      code
      message
    }
  }
}
`;

const query = `# 3. A query. Keep the id and the cursor of an appointment
# for the next tabs.

query NextVisits {
  viewer {
    appointments(filter: CURRENT, first: 5) {
      nodes {
        id
        cursor
        status
        startsAt
        nextAction
        practitioner {
          familyName
          givenName
        }
        payment {
          status
          amount {
            amountMinor
            currency
          }
        }
        visit {
          id
          status
          opensAt
          closesAt
          serverTime
        }
      }
    }
  }
}
`;

const mutation = `# 4. A mutation takes one input and answers a union: the
# success, and every refusal that may be expected.
# \`... on Problem\` is the net under them.

mutation KeepDeviceCheck($id: ID!) {
  saveDeviceCheck(input: { appointmentId: $id, camera: true, microphone: true, speaker: true }) {
    ... on SaveDeviceCheckSuccess {
      appointment {
        nextAction
        deviceCheck {
          verdict
          checkedAt
        }
      }
    }
    ... on Problem {
      code
      message
      retryable
    }
  }
}
`;

const subscription = `# 5. A subscription. With the cursor of tab 3 as "after" it
# begins with what has happened since: the device check of
# tab 4 is there, though nobody listened. Then it is live:
# run tab 4 in a second window and look here.
#
# Each event has a cursor from which a client resumes.

subscription FollowVisit($id: ID!, $after: Cursor) {
  appointmentChanged(id: $id, after: $after) {
    ... on StreamReady {
      cursor
    }
    ... on StreamGap {
      reason
      cursor
    }
    ... on AppointmentChanged {
      cursor
      seq
      kind
      appointment {
        status
        nextAction
        visit {
          status
        }
      }
    }
  }
}
`;

const variables = (values) => JSON.stringify(values, null, 2);

/** The tabs of somebody who comes for the first time. */
export const tabs = [
  { query: signIn }, // GraphiQL leaves the variables of the first tab out
  { query: confirm, variables: variables({ challengeId: '', code: '' }) },
  { query },
  { query: mutation, variables: variables({ id: '' }) },
  { query: subscription, variables: variables({ id: '', after: null }) },
];
