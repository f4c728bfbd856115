import { expect, test } from 'vitest';
import type { VisitTimelineKind } from '../../gql/graphql';
import { storyOf } from './story';

const at = '2026-03-02T09:00:00Z';
const told = (kind: VisitTimelineKind, more: object = {}) => storyOf([{ at, kind, ...more }]).map(({ words }) => words);

test('says who came and went from the side of the patient', () => {
  expect(told('JOINED', { role: 'PATIENT' })).toEqual(['came.yours']);
  expect(told('JOINED', { role: 'PRACTITIONER' })).toEqual(['came.doctors']);
  expect(told('AWAY', { role: 'PATIENT' })).toEqual(['away.yours']);
});

test('says who was not there', () => {
  expect(told('NO_SHOW', { absent: 'PRACTITIONER' })).toEqual(['absent.PRACTITIONER']);
});

test('leaves out how the service works', () => {
  expect(['DOOR_OPENED', 'STATUS', 'CONNECTED', 'DELAY_ALARM', 'DELAY_CHOICE'].flatMap((kind) => told(kind as VisitTimelineKind))).toEqual([]);
});
