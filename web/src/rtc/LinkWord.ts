import type { Link } from './stats';

const VOTES = 4;

/** LinkWord is how good the link is, in a word that does not flicker: it changes when several looks in a row agree. */
export class LinkWord {
  #link: Link = 'unknown';
  #votes = 0;

  get link(): Link {
    return this.#link;
  }

  /** What is known for certain needs no votes. */
  set(link: Link): void {
    this.#link = link;
  }

  /** Says whether the word has changed. */
  vote(link: Link): boolean {
    if (link === this.#link) this.#votes = 0;
    else if (this.#link === 'unknown' || ++this.#votes >= VOTES) {
      this.#votes = 0;
      this.#link = link;
      return true;
    }
    return false;
  }
}
