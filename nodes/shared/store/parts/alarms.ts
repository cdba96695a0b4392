import type { AlarmOwner } from '../../model';
import type { CaseState } from '../../case/caseState';
import type { By } from './operators';

/**
 * What a person must be told. `stuck`, `held`: a step; `paused`, `resumed`: a connection; `unserved`: steps of a name that no published trigger
 * has; `exception`: of a case; `failure`: an execution that no step sees to; `message`: one of a provider that cannot be read; `notice`: see
 * Notice, told once.
 */
export type AlarmKind =
	'stuck' | 'held' | 'paused' | 'resumed' | 'unserved' | 'exception' | 'failure' | 'message' | 'notice';

export interface AlarmFacts {
	/** The step's name, the connection, the exception's code, the workflow's name. */
	subject: string;
	reason?: string;
	advice?: string;
	/** Address of the execution in n8n. */
	execution?: string;
	/** The node that failed. */
	node?: string;
	/** The refund that it is about. */
	intent?: string;
}

export interface Alarm {
	id: number;
	kind: AlarmKind;
	owner: AlarmOwner;
	brand: string;
	raisedAt: string;
	/** How often it was told before. */
	told: number;
	reference?: string;
	case?: CaseState;
	stepId?: number;
	facts: AlarmFacts;
}

/** What n8n's error workflow knows of an execution. */
export interface FailedExecution {
	/** Id of the workflow in n8n. */
	workflow: string;
	workflowName: string;
	/** The node that failed; blank when a trigger did. */
	node: string;
	message: string;
	execution?: string;
}

/** What needs a person. */
export interface Alarms {
	/** When the next alarm is due, in milliseconds since 1970; undefined while nothing needs a person. A read, as long as nothing changed. */
	next(): Promise<number | undefined>;
	/** Alarms that are due, for one taker. They come again, later each time, until `told` is called for them; and daily while they are open. */
	take(options: { limit: number }): Promise<Alarm[]>;
	told(ids: number[]): Promise<void>;
	open(options: { limit: number; reference?: string; owner?: AlarmOwner }): Promise<Alarm[]>;
	/** A person has dealt with exceptions or failures: one, or those of a case. Returns what was closed. */
	close(which: { id: number } | { reference: string }, by: By): Promise<Alarm[]>;
	/** What n8n's error workflow tells. */
	recordFailure(failure: FailedExecution): Promise<void>;
	/** The execution's step sees to a failure itself. */
	coverFailure(workflow: string, node: string): Promise<void>;
}
