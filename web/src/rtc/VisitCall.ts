import { ALL, isVoice, stateOf, type CallSnapshot, type Phase } from './callState';
import { Door } from './Door';
import { Leg, type LegHost } from './Leg';
import { LinkWord } from './LinkWord';
import type { LocalMedia } from './LocalMedia';
import { mark } from './marks';
import { watchNetwork } from './network';
import { Outage } from './Outage';
import type { CreatePeer } from './Peers';
import { Room } from './Room';
import type { JoinProblem, RoomWord, Session, VisitEndReason, VisitTransport } from './signals';
import { Store } from './store';
import { Timers } from './timers';
import { Views } from './Views';

/** How long the screen of before may stay while the call begins. */
const HELD_MS = 300;

export type VisitCallOptions = {
  transport: VisitTransport;
  media: LocalMedia;
  createPeer?: CreatePeer;
  /** The person hears and sees only: no camera or microphone is opened. */
  listens?: boolean;
};

/**
 * VisitCall is one person's part in the call of a visit: it joins and rejoins,
 * one leg after the other, and says in one state what a screen should show.
 */
export class VisitCall extends Store<CallSnapshot> {
  readonly media: LocalMedia;
  readonly #transport: VisitTransport;
  readonly #listens: boolean;
  readonly #door: Door;
  readonly #views = new Views();
  readonly #outage = new Outage(() => this.#end('LOST'));
  readonly #timers = new Timers();
  #leg: Leg | undefined;
  #phase: Phase = { is: 'idle' };
  /** The screen stays as it is: drawing the next one would take the time that the answer needs. */
  #isHeld = false;
  #room = new Room();
  #link = new LinkWord();
  #isShareRefused = false;
  #stopListening: (() => void) | undefined;

  constructor({ transport, media, createPeer, listens = false }: VisitCallOptions) {
    super({ state: { at: 'idle' }, remotes: [], link: 'unknown', links: new Map(), speaker: null, isShareRefused: false, carries: ALL, isVoiceOnly: false });
    this.media = media;
    this.#transport = transport;
    this.#listens = listens;
    this.#door = new Door({
      transport,
      media,
      createPeer,
      cutOffSince: () => this.#outage.since,
      onJoined: (session, peer) => this.#begin(session, peer),
      onRefused: (problem) => this.#refuse(problem),
      onLost: () => this.#end('LOST'),
    });
  }

  /** Does ahead of the click what can be done ahead: keys, and a connection whose threads are already there. */
  async prepare(): Promise<void> {
    if (this.#phase.is === 'idle') await this.#door.prepare();
  }

  /** Enters the call; also the way back in after it was left or refused. */
  async join(): Promise<void> {
    if (this.#phase.is === 'joining' || this.#phase.is === 'inside') return;
    mark('tv:join-click');
    this.#reset();
    this.#phase = { is: 'joining' };
    this.#isHeld = true;
    this.#timers.after(HELD_MS, () => this.#release());
    this.#listen();
    const { camera, microphone } = this.media.getSnapshot();
    if (!this.#listens && camera.is === 'off' && microphone.is === 'off') void this.media.open();
    await this.#door.enter();
  }

  /** Leaves the call; the visit stays open. */
  async leave(): Promise<void> {
    const session = this.#leg?.session;
    this.#end('LEFT');
    if (session) await this.#leave(session);
  }

  /** Gives everything back, for when the screen goes away. The call may be joined again afterwards. */
  close(): void {
    if (this.#leg) void this.#leave(this.#leg.session);
    this.#stop({ is: 'idle' });
    this.#stopListening?.();
    this.#stopListening = undefined;
    this.media.close();
    this.#derive();
  }

  /** Says how many pixels of the device somebody's picture is high. */
  show(participantId: string, height: number): void {
    if (this.#views.show(participantId, height)) this.#leg?.tellViews();
  }

  /** Does without pictures in both directions, or goes back to them. */
  async setVoiceOnly(on: boolean): Promise<void> {
    this.#views.isVoiceOnly = on;
    this.#leg?.tellViews();
    this.#derive();
    if (!this.#listens) await this.media.setCamera(!on);
  }

  // ── joining ──

  #begin(session: Session, peer: RTCPeerConnection): void {
    mark('tv:joined');
    this.#leg = new Leg({ transport: this.#transport, session, peer, media: this.media, views: this.#views, host: this.#host });
    this.#leg.open();
    this.#phase = { is: 'inside' };
    this.#room.begin();
    this.#derive();
  }

  /** The session is gone or cannot be resumed: same person, new leg, in place of the old one. */
  #rejoin(): void {
    if (this.#phase.is !== 'inside') return;
    if (this.#leg?.isConnected) this.#cutOff(Date.now());
    this.#closeLeg();
    this.#phase = { is: 'joining' };
    this.#derive();
    this.#door.again();
  }

  #leave(session: Session): Promise<void> {
    return this.#transport.leave(session).catch(() => {});
  }

  #refuse(problem: JoinProblem): void {
    this.#stop({ is: 'refused', problem });
    this.#derive();
  }

  #end(reason: VisitEndReason): void {
    this.#stop({ is: 'ended', reason });
    // The lamp of the camera goes out with the call; who is only lost comes back.
    if (reason !== 'LOST') this.media.close();
    this.#derive();
  }

  // ── the leg ──

  readonly #host: LegHost = {
    isVoice: () => isVoice(this.#room.carries.sends),
    isDown: () => this.#outage.since !== undefined,
    isFed: () => this.#room.present.some(({ audio, video }) => audio !== false || video !== false),
    onWord: (word) => this.#onWord(word),
    onAnswer: () => this.#timers.after(0, () => this.#release()),
    onTrack: () => this.#leg && this.#room.placeTracks(this.#leg.tracksOf),
    onMap: () => this.#place(),
    onConnected: () => this.#onConnected(),
    onLook: (link) => {
      if (this.#outage.since === undefined && this.#link.vote(link)) this.#derive();
    },
    onDown: (since) => this.#onDown(since),
    onSound: () => this.#onSound(),
    onShare: (isRefused) => {
      this.#isShareRefused = isRefused;
      this.#derive();
    },
    onGone: () => this.#rejoin(),
    onEnd: (reason) => this.#end(reason),
  };

  #closeLeg(): void {
    this.#leg?.close();
    this.#leg = undefined;
  }

  #onWord(word: RoomWord): void {
    const { carries } = this.#room;
    this.#room.hear(word);
    if (this.#room.carries !== carries) this.#leg?.onCarries();
    this.#place();
  }

  #place(): void {
    if (this.#leg) {
      this.#room.placeTracks(this.#leg.tracksOf);
      this.#room.placeScreens(this.#leg.tracksOf);
    }
    this.#derive();
  }

  #onConnected(): void {
    this.#outage.end();
    this.#door.stay();
    this.#derive();
  }

  #onDown(since: number): void {
    this.#cutOff(since);
    this.#leg?.restart();
  }

  #cutOff(since: number): void {
    if (!this.#outage.begin(since)) return;
    this.#link.set('none');
    this.#derive();
  }

  #onSound(): void {
    if (!this.#outage.end()) return;
    this.#link.set('good');
    this.#derive();
  }

  #onNetwork(): void {
    this.#leg?.onNetwork();
    // Gave up while there was no network: nobody has to press anything now that there is.
    if (this.#phase.is === 'ended' && this.#phase.reason === 'LOST') void this.join();
  }

  #listen(): void {
    if (this.#stopListening) return;
    const stopMedia = this.media.subscribe(() => this.#leg?.onMedia());
    const stopNetwork = watchNetwork(() => this.#onNetwork());
    this.#stopListening = () => {
      stopMedia();
      stopNetwork();
    };
  }

  // ── state ──

  #stop(phase: Phase): void {
    this.#reset();
    this.#door.close();
    this.#phase = phase;
  }

  #reset(): void {
    this.#isHeld = false;
    this.#closeLeg();
    this.#timers.clear();
    this.#outage.end();
    this.#room = new Room();
    this.#link = new LinkWord();
    this.#isShareRefused = this.#views.isVoiceOnly = false;
  }

  #release(): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    this.#derive();
  }

  #derive(): void {
    if (this.#isHeld) return;
    const { remotes, links, speaker, carries, company } = this.#room;
    this.publish({
      state: stateOf(this.#phase, this.#outage.since, this.#leg?.isConnected ?? false, company),
      remotes,
      link: this.#link.link,
      links,
      speaker,
      isShareRefused: this.#isShareRefused,
      carries,
      isVoiceOnly: this.#views.isVoiceOnly,
    });
  }
}
