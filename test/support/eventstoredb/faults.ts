import { setTimeout as sleep } from 'node:timers/promises';

export type AppendFault = 'dropBeforeCommit' | 'dropAfterCommit' | 'silentAfterCommit' | 'timeOutAfterCommit';

export type SubscriptionEnd = 'unavailable' | 'cancelled' | 'end';

/** How the server can be told to misbehave, and what it is told at the moment. */
export abstract class Misbehaving {
  /** Who leads instead of this node, if anybody does. */
  leader: { readonly host: string; readonly port: number } | 'nobody' | undefined;
  isStalled = false;
  isRefusing = false;
  private readonly ofAppends: AppendFault[] = [];
  private milliseconds = 0;

  /** The next appends are not committed: the connection breaks instead. */
  dropBeforeCommit(times = 1): void {
    this.ofNextAppends('dropBeforeCommit', times);
  }

  /** The next appends are committed, but the connection breaks before the answer. */
  dropAfterCommit(times = 1): void {
    this.ofNextAppends('dropAfterCommit', times);
  }

  /** The next appends are committed, and never answered. */
  silentAfterCommit(times = 1): void {
    this.ofNextAppends('silentAfterCommit', times);
  }

  /** The next appends are answered with the server's own time limit, and committed all the same. */
  timeOutAfterCommit(times = 1): void {
    this.ofNextAppends('timeOutAfterCommit', times);
  }

  /** Everything waits this long before it is done; an append that waits beyond the server's time limit is told so. */
  delay(milliseconds: number): void {
    this.milliseconds = milliseconds;
  }

  /** Connections stay, nothing is done, nothing is answered: not now, and not later. */
  stall(): void {
    this.isStalled = true;
  }

  /** Everything is answered with "not ready". */
  refuse(): void {
    this.isRefusing = true;
  }

  /** This node is a follower from now on, and knows where the leader is. */
  notLeader(host: string, port: number): void {
    this.leader = { host, port };
  }

  /** This node is a follower from now on, and the cluster has not agreed on a leader. */
  noLeader(): void {
    this.leader = 'nobody';
  }

  /** No more faults; what was stalled stays unanswered. */
  behave(): void {
    this.ofAppends.length = 0;
    this.leader = undefined;
    this.isStalled = false;
    this.isRefusing = false;
    this.milliseconds = 0;
  }

  /** Every subscription ends: with an error, as at a shutdown, or just like that. */
  abstract dropSubscriptions(how?: SubscriptionEnd): void;
  /** Closes the door and breaks every connection. */
  abstract stop(): Promise<void>;
  /** Opens the door again, on the same port, with the same log. */
  abstract start(): Promise<void>;
  abstract restart(): Promise<void>;

  takeFromAppends(): AppendFault | undefined {
    return this.ofAppends.shift();
  }

  /** Takes the time a delayed server takes; a stalled one never comes back. */
  async pause(): Promise<void> {
    if (this.milliseconds > 0) await sleep(this.milliseconds);
    if (this.isStalled) await Promise.withResolvers<never>().promise;
  }

  private ofNextAppends(fault: AppendFault, times: number): void {
    this.ofAppends.push(...Array<AppendFault>(times).fill(fault));
  }
}
