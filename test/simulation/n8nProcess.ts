import type { CaseStore } from '../../nodes/shared/case/store';
import type { Owner } from './virtualTime';

/** One n8n process. When it is killed all it holds is lost: what it waits for never comes, its timers never ring. */
export class N8nProcess implements Owner {
	alive = true;
	stillUntil = 0;
	/** Its own view of the case store: other processes do not hear its wake-up calls. */
	store!: CaseStore;

	constructor(readonly name: string) {}
}

/** Never comes. */
export const never = new Promise<never>(() => undefined);
