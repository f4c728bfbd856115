// What relay-compiler must accept of this schema: connections on the viewer and on
// a node, refetching by id, unions of results with the net, and resumable streams.
import { graphql } from 'relay-runtime';

export const query = graphql`
  query VisitsQuery {
    viewer {
      id
      ...Visits_list
    }
  }
`;

export const list = graphql`
  fragment Visits_list on Viewer @refetchable(queryName: "VisitsListQuery") @argumentDefinitions(first: { type: "Int", defaultValue: 20 }, after: { type: "Cursor" }) {
    appointments(first: $first, after: $after) @connection(key: "Visits_appointments") {
      edges {
        node {
          id
          ...Visits_appointment
        }
      }
    }
  }
`;

export const appointment = graphql`
  fragment Visits_appointment on Appointment @refetchable(queryName: "VisitsAppointmentQuery") {
    status
    startsAt
    clinicTimeZone
    nextAction
    cursor
    visit {
      id
      status
    }
  }
`;

export const chat = graphql`
  fragment Visits_chat on Visit @refetchable(queryName: "VisitsChatQuery") @argumentDefinitions(first: { type: "Int", defaultValue: 50 }, after: { type: "Cursor" }) {
    messages(first: $first, after: $after) @connection(key: "Visits_messages") {
      edges {
        node {
          id
          text
          createdAt
        }
      }
    }
  }
`;

export const hold = graphql`
  mutation VisitsHoldMutation($input: HoldSlotInput!) {
    holdSlot(input: $input) {
      __typename
      ... on HoldSlotSuccess {
        appointment {
          id
          holdExpiresAt
        }
      }
      ... on SlotTaken {
        alternatives {
          startsAt
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

export const changes = graphql`
  subscription VisitsChangesSubscription($id: ID!, $after: Cursor) {
    appointmentChanged(id: $id, after: $after) {
      __typename
      ... on StreamReady {
        cursor
      }
      ... on StreamGap {
        cursor
        reason
      }
      ... on AppointmentChanged {
        cursor
        seq
        appointment {
          ...Visits_appointment
        }
      }
    }
  }
`;

export const anyNode = graphql`
  query VisitsNodeQuery($id: ID!) {
    node(id: $id) {
      ...Visits_chat @alias
    }
  }
`;
