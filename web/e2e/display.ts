import { spawn, type ChildProcess } from 'node:child_process';

/** A screen without a monitor, full of a pattern that nothing else shows: what Firefox has to share. */
export class Display {
  readonly name: string;
  private readonly process: ChildProcess;

  private constructor(name: string, process: ChildProcess) {
    this.name = name;
    this.process = process;
  }

  static async open(): Promise<Display> {
    const child = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '1280x720x24', '-nolisten', 'tcp', '-noreset', '-retro'], { stdio: ['ignore', 'pipe', 'ignore'] });
    const number = await new Promise<string>((resolve, reject) => {
      child.stdout.once('data', (text: Buffer) => resolve(text.toString().trim()));
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`Xvfb stopped with ${code}`)));
    });
    return new Display(`:${number}`, child);
  }

  close() {
    this.process.kill();
  }
}
