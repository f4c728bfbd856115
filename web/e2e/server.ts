import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const minute = 60_000;

export type Message = { to: string; subject?: string; text: string; code?: string; calendar?: string; method?: string; at: string };

/** A server of one test: a fresh demo clinic, ports of its own, a clock that can be moved. */
export class Server {
  /** How many messages of a phone were read already. */
  private readonly read = new Map<string, number>();
  private log = '';
  readonly url: string;
  private process: ChildProcess;
  private readonly data: string;
  private readonly settings: readonly string[];

  private constructor(url: string, process: ChildProcess, data: string, settings: readonly string[]) {
    this.url = url;
    this.process = process;
    this.data = data;
    this.settings = settings;
  }

  static async start(settings: readonly string[] = []): Promise<Server> {
    const data = mkdtempSync(join(tmpdir(), 'televisit-data-'));
    const { url, process, log } = await launch(data, '127.0.0.1:0', settings);
    const server = new Server(url, process, data, settings);
    server.hear(process, log);
    return server;
  }

  /** Kills it like a power cut, or asks it to stop, and starts it again on the same data and port. */
  async restart(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL', meanwhile: (data: string) => void = () => {}) {
    const ended = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.kill(signal);
    await ended;
    meanwhile(this.data);
    const { process, log } = await launch(this.data, new URL(this.url).host, this.settings);
    this.process = process;
    this.hear(process, log);
  }

  private hear(process: ChildProcess, log: string) {
    this.log += log;
    const keep = (text: Buffer) => void (this.log += text.toString());
    process.stdout?.on('data', keep);
    process.stderr?.on('data', keep);
  }

  /** What it has logged. */
  get output() {
    return this.log;
  }

  async stop() {
    const ended = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.kill('SIGTERM');
    await Promise.race([ended, wait(10_000).then(() => this.process.kill('SIGKILL'))]);
    rmSync(this.data, { recursive: true, force: true });
  }

  /** What has come to a phone or an e-mail address, newest first. */
  async messages(to: string): Promise<Message[]> {
    const answer = await fetch(`${this.url}/dev/inbox?to=${encodeURIComponent(to)}`, { headers: { Accept: 'application/json' } });
    return (await answer.json()) as Message[];
  }

  /** The code of the next SMS with one to a phone that was not read yet. */
  async code(phone: string): Promise<string> {
    const before = this.read.get(phone) ?? 0;
    for (const until = performance.now() + 15_000; performance.now() < until; await wait(100)) {
      const codes = (await this.messages(phone)).flatMap(({ code }) => code ?? []);
      const [newest] = codes;
      if (!newest || codes.length <= before) continue;
      this.read.set(phone, codes.length);
      return newest;
    }
    throw new Error(`no new SMS to ${phone}`);
  }

  /** The newest link of a guest that has come to a phone. */
  async link(phone: string): Promise<string> {
    for (const until = performance.now() + 15_000; performance.now() < until; await wait(100)) {
      const [newest] = (await this.messages(phone)).flatMap(({ text }) => /https?:\S+\/g\/\S+/.exec(text)?.[0] ?? []);
      if (newest) return newest;
    }
    throw new Error(`no link came to ${phone}`);
  }

  /** What the server's clock shows. */
  async now(): Promise<number> {
    const { serverTime } = await this.ask<{ serverTime: string }>('{ serverTime }');
    return Date.parse(serverTime);
  }

  /** Moves the server's clock. */
  async moveTo(instant: number | string) {
    const now = new Date(instant).toISOString();
    const answer = await fetch(`${this.url}/dev/clock`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ now }) });
    if (!answer.ok) throw new Error(`the clock was not moved: ${answer.status}`);
  }

  /** Asks as somebody who is not signed in. */
  async ask<Data>(query: string, variables: object = {}): Promise<Data> {
    const answer = await fetch(`${this.url}/graphql`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ query, variables }) });
    const { data, errors } = (await answer.json()) as { data: Data; errors?: { message: string }[] };
    if (errors?.length) throw new Error(errors.map((error) => error.message).join('; '));
    return data;
  }
}

/** Runs the server and waits until it says its address. */
async function launch(data: string, addr: string, settings: readonly string[]) {
  const binary = process.env['TELEVISIT'];
  if (!binary) throw new Error('TELEVISIT names no server: build.ts makes one');
  const child = spawn(binary, ['--addr', addr, '--media-addr', '127.0.0.1:0', '--data', data, ...settings], { stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  const url = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`the server did not start:\n${log}`)), 30_000);
    const hear = (text: Buffer) => {
      log += text.toString();
      const found = /^\s*app\s+(http\S+)/m.exec(log)?.[1];
      if (!found) return;
      clearTimeout(timer);
      child.stdout.off('data', hear);
      child.stderr.off('data', hear);
      resolve(found);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('exit', (code) => reject(new Error(`the server stopped with ${code}:\n${log}`)));
  });
  return { url, process: child, log };
}

export const minutes = (count: number) => count * minute;
