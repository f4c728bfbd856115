import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FakeStream, FakeTrack } from './fakes';
import { Room } from './Room';
import type { Participant } from './signals';

const doctor: Participant = { id: 'd', name: 'Воронцов А. И.', role: 'PRACTITIONER', away: false };
const guest: Participant = { id: 'g', name: 'Вера', role: 'GUEST', away: false };
const track = (kind: 'audio' | 'video') => new FakeTrack(kind) as unknown as MediaStreamTrack;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('MediaStream', FakeStream);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function roomOf(...people: Participant[]): Room {
  const room = new Room();
  for (const participant of people) room.hear({ __typename: 'ParticipantJoined', participant });
  return room;
}

const leaves = (room: Room, participantId: string, reason: string) => room.hear({ __typename: 'ParticipantLeft', participantId, reason });

test('who left on purpose is gone, who was lost is awaited', () => {
  for (const reason of ['LEFT', 'HELD', 'REMOVED']) {
    const room = roomOf(doctor);
    leaves(room, 'd', reason);
    expect([room.company, room.remotes.length]).toEqual([{ at: 'alone', hasLeft: true }, 0]);
  }
  const room = roomOf(doctor);
  leaves(room, 'd', 'LOST');
  expect([room.company.at, room.remotes[0]!.participant.away]).toEqual(['otherOffline', true]);
});

test('while somebody is there, nobody is alone', () => {
  const room = roomOf(doctor, guest);
  leaves(room, 'd', 'LEFT');
  expect(room.company).toEqual({ at: 'live' });
  leaves(room, 'g', 'LOST');
  expect(room.company.at).toBe('otherOffline');
});

test('a wait is counted from the moment the last was lost, and anew after each return', () => {
  const room = roomOf(doctor);
  leaves(room, 'd', 'LOST');
  const since = Date.now();
  vi.advanceTimersByTime(1_000);
  room.hear({ __typename: 'ParticipantChanged', participant: { ...doctor, away: true } });
  expect(room.company).toEqual({ at: 'otherOffline', since });
  room.hear({ __typename: 'ParticipantChanged', participant: doctor });
  leaves(room, 'd', 'LOST');
  expect(room.company).toEqual({ at: 'otherOffline', since: since + 1_000 });
});

test('a change says what it says, and what was known of the rest stays', () => {
  const room = roomOf(doctor);
  room.hear({ __typename: 'ParticipantChanged', participant: doctor, audio: false, video: true });
  room.hear({ __typename: 'ParticipantChanged', participant: doctor, video: false });
  expect(room.remotes[0]).toMatchObject({ audio: false, video: false });
});

test('a session begins with nobody, and with a link that carries everything', () => {
  const room = roomOf(doctor);
  room.hear({ __typename: 'LinkModeChanged', participantId: 'me', sends: 'AUDIO', receives: 'AUDIO' });
  expect(room.carries.sends).toBe('AUDIO');
  room.begin();
  expect([room.remotes, room.company, room.carries.sends]).toEqual([[], { at: 'alone', hasLeft: false }, 'VIDEO']);
});

test('streams hold the tracks of the map and no others; a screen is a stream of its own', () => {
  const [old, voice, picture, screen] = [track('audio'), track('audio'), track('video'), track('video')];
  const room = roomOf(doctor, guest);
  const tracks = () => room.remotes.map(({ stream }) => stream.getTracks());
  room.placeTracks((id) => (id === 'd' ? [old] : []));
  room.placeTracks((id) => (id === 'd' ? [voice, picture] : []));
  expect(tracks()).toEqual([[voice, picture], []]);
  const screenOf = (id: string, what: string) => (id === 'g' && what === 'screen' ? [screen] : []);
  room.placeScreens(screenOf);
  const shared = room.remotes[1]!.screen;
  expect([room.remotes[0]!.screen, shared?.getTracks()]).toEqual([null, [screen]]);
  room.placeScreens(screenOf);
  expect(room.remotes[1]!.screen).toBe(shared);
  room.placeScreens(() => []);
  expect(room.remotes[1]!.screen).toBeNull();
});
