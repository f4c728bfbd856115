import { ALL, type Company, type Remote } from './callState';
import type { Carries, LinkQuality, Participant, RoomWord } from './signals';

/** Why nobody waits for somebody who has left: they wanted to, or the doctor did. */
const GONE: readonly string[] = ['LEFT', 'HELD', 'REMOVED'];

/** The tracks that somebody's camera and microphone, or their screen, bring here. */
export type TracksOf = (participantId: string, what: 'person' | 'screen') => readonly MediaStreamTrack[];

/** Room is what the server says of the people in a call: who is there, what they send and how their links are. */
export class Room {
  links: ReadonlyMap<string, LinkQuality> = new Map();
  speaker: string | null = null;
  /** What this person's own link carries. */
  carries: Carries = ALL;
  #others = new Map<string, Remote>();
  #hasLeft = false;
  #awaitedSince: number | undefined;

  get remotes(): readonly Remote[] {
    return [...this.#others.values()];
  }

  get present(): readonly Remote[] {
    return this.remotes.filter(({ participant }) => !participant.away);
  }

  get company(): Company {
    if (this.present.length > 0) return { at: 'live' };
    return this.#awaitedSince === undefined || this.#others.size === 0
      ? { at: 'alone', hasLeft: this.#hasLeft }
      : { at: 'otherOffline', since: this.#awaitedSince };
  }

  /** Who is here is told anew at the start of every session. */
  begin(): void {
    this.#others.clear();
    this.carries = ALL;
  }

  hear(word: RoomWord): void {
    switch (word.__typename) {
      case 'LinkChanged':
        this.links = new Map(this.links).set(word.participantId, word.quality);
        return;
      case 'ActiveSpeaker':
        this.speaker = word.participantId;
        return;
      case 'ParticipantJoined':
        return this.#put(this.#remote(word.participant));
      case 'ParticipantChanged': {
        const remote = this.#remote(word.participant);
        return this.#put({ ...remote, audio: word.audio ?? remote.audio, video: word.video ?? remote.video });
      }
      case 'ParticipantLeft':
        return this.#drop(word.participantId, word.reason);
      case 'LinkModeChanged':
        return this.#carry(word.participantId, { sends: word.sends, receives: word.receives });
      case 'LayerChanged':
      case 'VisitStateChanged':
      case 'ServerStopping': // the call goes on until VisitEnded
        return;
    }
  }

  /** Each person's stream holds exactly the tracks that the server's map gives to them. */
  placeTracks(tracksOf: TracksOf): void {
    for (const { participant, stream } of this.#others.values()) {
      const tracks = tracksOf(participant.id, 'person');
      for (const track of stream.getTracks()) if (!tracks.includes(track)) stream.removeTrack(track);
      for (const track of tracks) if (!stream.getTracks().includes(track)) stream.addTrack(track);
    }
  }

  /** A shared screen is a stream of its own: it has no sound, and another place. */
  placeScreens(tracksOf: TracksOf): void {
    for (const [id, remote] of this.#others) {
      const [track] = tracksOf(id, 'screen');
      if (remote.screen?.getTracks()[0] === track) continue;
      this.#others.set(id, { ...remote, screen: track ? new MediaStream([track]) : null });
    }
  }

  #remote(participant: Participant): Remote {
    const known = this.#others.get(participant.id);
    return known ? { ...known, participant } : { participant, audio: null, video: null, stream: new MediaStream(), screen: null, carries: ALL };
  }

  #put(remote: Remote): void {
    this.#others.set(remote.participant.id, remote);
    this.#hasLeft = false;
    this.#look();
  }

  #drop(id: string, reason: string): void {
    const remote = this.#others.get(id);
    if (!remote) return;
    if (GONE.includes(reason)) {
      this.#others.delete(id);
      this.#hasLeft = this.#others.size === 0;
    } else {
      // Not of their own will: they are awaited.
      this.#others.set(id, { ...remote, participant: { ...remote.participant, away: true } });
    }
    this.#look();
  }

  #carry(id: string, carries: Carries): void {
    const remote = this.#others.get(id);
    if (remote) this.#put({ ...remote, carries });
    else this.carries = carries;
  }

  #look(): void {
    if (this.present.length > 0) this.#awaitedSince = undefined;
    else if (this.#others.size > 0) this.#awaitedSince ??= Date.now();
  }
}
