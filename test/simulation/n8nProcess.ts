import type { CaseStore } from '../../nodes/shared/store/store';
import type { Owner } from './virtualTime';

/** One n8n process. When it is killed all it holds is lost: what it waits for never comes, its timers never ring. */
export class N8nProcess implements Owner {
	alive = true;
	stillUntil = 0;
	/** Its own view of the case store: other processes do not hear its wake-up calls. */
	store!: CaseStore;

	private readonly kept = new Map<string, unknown>();

	constructor(readonly name: string) {}

	/** What this process keeps under a name; made when it is first asked for. */
	keep<T>(name: string, make: () => T): T {
		if (!this.kept.has(name)) this.kept.set(name, make());
		return this.kept.get(name) as T;
	}
}

/** Never comes. A new one for each who waits, so that what waits can be forgotten. */
export async function never(): Promise<never> {
	return await new Promise<never>(() => undefined);
}
