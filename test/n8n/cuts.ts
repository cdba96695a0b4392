import type { Sandbox } from '../sandbox';
import type { Call } from '../sandbox/server';
import type { Milestone } from './atProviders';
import { waitFor } from './waitFor';

/** Where a return is cut off: a call that the provider carries out and then never answers. */
export interface Cut {
	/** What has happened at the provider by then. */
	milestone: Milestone | 'e-mail sent';
	provider: 'shopify' | 'stripe' | 'easypost' | 'odoo' | 'mail';
	operation: string;
	/** The step whose execution hangs in the call; `A or B` where it depends on which is the last one. */
	step: string;
}

/** One answer that is being waited for in vain. */
export interface Frozen {
	operation: string;
	call?: Call;
	since: number;
}

/** Arms the stand-ins' freezes, and watches who runs into them. */
export class Cuts {
	readonly frozen: Frozen[] = [];
	private readonly before: Set<Call>;
	private readonly mailsBefore: number;
	private armed = 0;

	constructor(private readonly sandbox: Sandbox) {
		this.before = new Set(sandbox.journal.calls);
		this.mailsBefore = sandbox.mail.frozen().length;
	}

	/** Arms one freeze for each cut. One with the same operation must have been run into before. */
	async arm(cuts: Cut[]): Promise<void> {
		for (const { provider, operation } of cuts) {
			this.armed++;
			if (provider === 'mail') {
				this.sandbox.mail.freeze(({ subject }) => subject.startsWith(operation));
				continue;
			}
			const { journal } = this.sandbox;
			await this.watched(
				`${operation} to be free again`,
				() => !journal.faults.some((fault) => fault.operation === operation),
			);
			journal.inject({ provider, operation, kind: 'freeze_after_commit' });
		}
	}

	/** Waits until every armed call has been carried out and waits for its answer. */
	async allFrozen(): Promise<Frozen[]> {
		await this.watched(
			'every effect to be frozen',
			() => this.frozen.length === this.armed,
			() =>
				`frozen: ${this.frozen.map(({ operation }) => operation).join(', ')}; still armed: ${this.sandbox.journal.faults.map(({ operation }) => operation).join(', ')}`,
		);
		return this.frozen;
	}

	private async watched(what: string, condition: () => boolean, seen: () => string = () => ''): Promise<void> {
		await waitFor(
			what,
			async () => {
				this.look();
				return condition() || undefined;
			},
			{ timeoutMs: 60_000, everyMs: 25 },
		).catch((error: Error) => {
			throw new Error(`${error.message}; ${seen()}`);
		});
	}

	private look(): void {
		const { journal, mail } = this.sandbox;
		for (const call of journal.calls) {
			if (this.before.has(call) || call.fault !== 'freeze_after_commit' || !call.committed) continue;
			this.before.add(call);
			this.frozen.push({ operation: call.operation, call, since: Date.now() });
		}
		const mails = this.frozen.filter(({ call }) => !call).length;
		for (const { subject } of mail.frozen().slice(this.mailsBefore + mails))
			this.frozen.push({ operation: subject, since: Date.now() });
	}
}
