import { expect, test } from 'vitest';
import { screenOf, untilOf } from './room';

const idle = { at: 'idle' } as const;

test.each([
  ['before the call one waits', 'BOOKED', 'SCHEDULED', idle, 'waiting'],
  ['a running call is shown whatever the visit says', 'IN_PROGRESS', 'WRAP_UP', { at: 'live' }, 'call'],
  ['a cancelled visit takes a waiting person off', 'CANCELLED', 'SCHEDULED', idle, 'cancelled'],
  ['even out of a call', 'CANCELLED', 'IN_CALL', { at: 'live' }, 'cancelled'],
  ['the ended call leaves the visit open', 'IN_PROGRESS', 'WRAP_UP', { at: 'ended', reason: 'CALL_ENDED' }, 'paused'],
  ['also after a reload', 'IN_PROGRESS', 'WRAP_UP', idle, 'paused'],
  ['who joined elsewhere may come back', 'IN_PROGRESS', 'IN_CALL', { at: 'ended', reason: 'REPLACED' }, 'paused'],
  ['who left waits before the door', 'IN_PROGRESS', 'INTERRUPTED', { at: 'ended', reason: 'LEFT' }, 'waiting'],
  ['a finished visit is over', 'IN_PROGRESS', 'IN_CALL', { at: 'ended', reason: 'VISIT_FINISHED' }, 'finished'],
  ['a signed conclusion ends the pause', 'FULFILLED', 'CONCLUDED', { at: 'ended', reason: 'CALL_ENDED' }, 'finished'],
  ['a refused person who is too late sees what came of it', 'FULFILLED', 'CLOSED', { at: 'refused', problem: { is: 'closed', status: 'FULFILLED' } }, 'finished'],
  ['an unpaid person is refused', 'BOOKED', 'OPEN', { at: 'refused', problem: { is: 'unsigned' } }, 'refused'],
] as const)('%s', (_, status, visit, call, at) => {
  expect(screenOf(status, visit, call).at).toBe(at);
});

test.each([
  ['a minute is the least', '2026-10-14T13:20:00Z', '2026-10-14T13:20:30Z', { in: 'minutes', count: 1 }],
  ['minutes are rounded up', '2026-10-14T13:20:00Z', '2026-10-14T13:16:30Z', { in: 'minutes', count: 4 }],
  ['hours are whole ones', '2026-10-14T13:20:00Z', '2026-10-14T11:00:00Z', { in: 'hours', count: 2 }],
  ['tomorrow, though it is soon', '2026-10-14T21:10:00Z', '2026-10-14T20:50:00Z', { in: 'days' }],
  ['tomorrow in the clinic, today in Greenwich', '2026-10-14T22:00:00Z', '2026-10-14T12:00:00Z', { in: 'days' }],
])('until a visit: %s', (_, startsAt, now, want) => expect(untilOf(startsAt, 'Europe/Moscow', Date.parse(now))).toEqual(want));
