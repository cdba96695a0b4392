import type { AlarmKind, AlarmOwner } from '../../model';
import type { CaseState } from '../../case/caseState';
import type { By } from './operators';

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
	/** The dispute at the bank that it is about. */
	dispute?: string;
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
