/** What the practitioner writes. */
export type Sections = { complaints: string; diagnosis: string; assessment: string; plan: string };
export type Section = keyof Sections;

export type Saved =
  | { ok: true; at: string }
  /** The server will not take it: these fields, or (when empty) not any more. */
  | { ok: false; fields: readonly string[] };

export type DraftState = {
  readonly sections: Sections;
  readonly saving:
    | { readonly at: 'clean' }
    | { readonly at: 'waiting' }
    | { readonly at: 'saving' }
    | { readonly at: 'saved'; readonly when: string }
    /** The last try did not reach the server; it is repeated. */
    | { readonly at: 'lost' }
    | { readonly at: 'refused'; readonly fields: readonly string[] };
};

/** So long after the last key a draft is kept, and so often a lost one is tried again. */
const PAUSE_MS = 1_000;
const RETRY_MS = [2_000, 5_000, 10_000, 20_000];

/**
 * Keeps a draft by itself: one request at a time, always the newest text last, again until it
 * has arrived. Owned by the page; `close` when it goes.
 */
export class Draft {
  private state: DraftState;
  private readonly listeners = new Set<() => void>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running: Promise<void> | undefined;
  private isDirty = false;
  private tries = 0;

  constructor(
    sections: Sections,
    keptAt: string | null,
    private readonly save: (sections: Sections) => Promise<Saved>,
  ) {
    this.state = { sections, saving: keptAt ? { at: 'saved', when: keptAt } : { at: 'clean' } };
  }

  readonly get = () => this.state;

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  /** Whether something is not yet on the server. */
  get isOpen() {
    return this.isDirty || this.running !== undefined;
  }

  write(section: Section, text: string) {
    this.isDirty = true;
    this.become({ sections: { ...this.state.sections, [section]: text }, saving: { at: 'waiting' } });
    this.later(PAUSE_MS);
  }

  /** Keeps what is not kept; true once everything is. */
  async flush(): Promise<boolean> {
    clearTimeout(this.timer);
    while (this.running) await this.running;
    if (this.isDirty) await this.run();
    return !this.isDirty;
  }

  /** The last text still goes out; nobody is told any more. */
  close() {
    this.listeners.clear();
    clearTimeout(this.timer);
    void this.flush().finally(() => clearTimeout(this.timer));
  }

  private later(ms: number) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.run(), ms);
  }

  private run(): Promise<void> {
    this.running ??= this.once().finally(() => {
      this.running = undefined;
      if (this.isDirty && this.state.saving.at === 'waiting') this.later(PAUSE_MS);
    });
    return this.running;
  }

  private async once() {
    const sent = this.state.sections;
    this.become({ sections: sent, saving: { at: 'saving' } });
    const saved = await this.save(sent).catch(() => undefined);
    const isNewest = this.state.sections === sent;
    if (!saved) {
      const wait = RETRY_MS[Math.min(this.tries, RETRY_MS.length - 1)]!;
      this.tries += 1;
      this.become({ ...this.state, saving: { at: 'lost' } });
      this.later(wait);
      return;
    }
    this.tries = 0;
    if (isNewest) this.isDirty = false;
    if (!saved.ok) this.become({ ...this.state, saving: { at: 'refused', fields: saved.fields } });
    else this.become({ ...this.state, saving: isNewest ? { at: 'saved', when: saved.at } : { at: 'waiting' } });
  }

  private become(state: DraftState) {
    this.state = state;
    for (const listener of this.listeners) listener();
  }
}
