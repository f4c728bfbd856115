import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Draft, type Saved, type Sections } from './Draft';

const empty: Sections = { complaints: '', diagnosis: '', assessment: '', plan: '' };
const kept: Saved = { ok: true, at: '2026-10-14T13:41:00Z' };

/** A server that answers when told to. */
function server() {
  const calls: { sections: Sections; answer: (saved: Saved) => void; lose: () => void }[] = [];
  const save = vi.fn(
    (sections: Sections) => new Promise<Saved>((resolve, reject) => calls.push({ sections, answer: resolve, lose: () => reject(new Error('network')) })),
  );
  return { calls, save };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());
const later = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe('a draft keeps itself', () => {
  test('once, a moment after the last key', async () => {
    const { calls, save } = server();
    const draft = new Draft(empty, null, save);
    expect(draft.get().saving).toEqual({ at: 'clean' });
    draft.write('plan', 'Покой');
    await later(900);
    draft.write('plan', 'Покой и тепло');
    await later(900);
    expect(save).not.toHaveBeenCalled();
    await later(200);
    expect(calls.map((call) => call.sections.plan)).toEqual(['Покой и тепло']);
    expect(draft.get().saving).toEqual({ at: 'saving' });
    calls[0]!.answer(kept);
    await later(0);
    expect(draft.get().saving).toEqual({ at: 'saved', when: '2026-10-14T13:41:00Z' });
    expect(draft.isOpen).toBe(false);
  });

  test('one request at a time, and the newest text last', async () => {
    const { calls, save } = server();
    const draft = new Draft(empty, null, save);
    draft.write('plan', 'a');
    await later(1_000);
    draft.write('plan', 'ab');
    await later(5_000);
    expect(calls).toHaveLength(1);
    calls[0]!.answer(kept);
    await later(1_000);
    expect(calls[1]!.sections.plan).toBe('ab');
    calls[1]!.answer(kept);
    await later(0);
    expect(draft.get().saving.at).toBe('saved');
  });

  test('again after the connection was lost', async () => {
    const { calls, save } = server();
    const draft = new Draft(empty, null, save);
    draft.write('plan', 'a');
    await later(1_000);
    calls[0]!.lose();
    await later(0);
    expect(draft.get().saving).toEqual({ at: 'lost' });
    expect(draft.isOpen).toBe(true);
    await later(2_000);
    calls[1]!.answer(kept);
    await later(0);
    expect(draft.get().saving.at).toBe('saved');
  });

  test('a refusal names the fields and is not repeated', async () => {
    const { calls, save } = server();
    const draft = new Draft(empty, null, save);
    draft.write('diagnosis', 'x');
    await later(1_000);
    calls[0]!.answer({ ok: false, fields: ['diagnosis'] });
    await later(60_000);
    expect(draft.get().saving).toEqual({ at: 'refused', fields: ['diagnosis'] });
    expect(calls).toHaveLength(1);
  });

  test('flush waits for the request that runs and sends the rest at once', async () => {
    const { calls, save } = server();
    const draft = new Draft(empty, null, save);
    draft.write('plan', 'a');
    await later(1_000);
    draft.write('plan', 'ab');
    const flushed = draft.flush();
    calls[0]!.answer(kept);
    await later(0);
    expect(calls[1]!.sections.plan).toBe('ab');
    calls[1]!.answer(kept);
    await expect(flushed).resolves.toBe(true);
  });

  test('leaving the page sends what was not sent', async () => {
    const { calls, save } = server();
    const draft = new Draft(empty, null, save);
    draft.write('plan', 'a');
    draft.close();
    await later(0);
    expect(calls[0]!.sections.plan).toBe('a');
  });

  test('starts as saved when the server has a draft', () => {
    expect(new Draft(empty, '2026-10-14T13:41:00Z', server().save).get().saving.at).toBe('saved');
  });
});
