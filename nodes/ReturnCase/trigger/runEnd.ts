import type { IRun } from 'n8n-workflow';
import type { Account, StepError } from '../../shared/store';

export type RunEnd =
	| { kind: 'ended' }
	| { kind: 'waiting'; till?: number }
	| { kind: 'failed'; error: StepError }
	/** n8n refused the execution because another one has this lease. */
	| { kind: 'duplicate' };

interface RunError {
	message?: string;
	description?: string | null;
	httpCode?: string | null;
	context?: {
		category?: string;
		connection?: string;
		account?: Account;
		credentialRefused?: boolean;
		notYet?: boolean;
		retryAfterMs?: number;
		code?: string;
		execution?: string;
	};
	node?: { name?: string };
}

/**
 * What an ended execution means for its steps. Only `status` is judged
 * (docs/facts/n8n.md#the-status-alone-says-how-an-execution-ended).
 */
export function runEndOf(run: IRun | undefined): RunEnd {
	if (run === undefined) return { kind: 'duplicate' };
	if (run.status === 'success') return { kind: 'ended' };
	if (run.status === 'waiting')
		return { kind: 'waiting', till: run.waitTill ? new Date(run.waitTill).getTime() : undefined };
	return { kind: 'failed', error: errorOf(run.data?.resultData?.error as RunError | undefined) };
}

/**
 * The error of a run, or of an execution that n8n stopped, as a step keeps it. n8n hands over a plain object, not an Error
 * (docs/facts/n8n.md#an-error-arrives-as-a-plain-object).
 */
export function errorOf(error: RunError | undefined): StepError {
	const { category, connection, account, credentialRefused, notYet, retryAfterMs, code, execution } =
		error?.context ?? {};
	const status = Number(error?.httpCode ?? NaN);
	const where = error?.node?.name ? `${error.node.name}: ` : '';
	return {
		message: `${where}${error?.message ?? 'The execution failed'}`,
		...(error?.description && { advice: error.description }),
		...(category && { category }),
		...(connection && { connection }),
		...(account && { account }),
		...(credentialRefused && { credentialRefused }),
		...(notYet && { notYet }),
		...(Number.isInteger(status) && status > 0 && { status }),
		...(retryAfterMs !== undefined && { retryAfterMs }),
		...(code && { code }),
		...(execution && { execution }),
	};
}

/** A flow that ended well but left its step open: nothing would change by trying again. */
export const endedWithoutResult: StepError = {
	message: 'The flow ended, but no node recorded a result for the step',
	advice:
		'Let every branch end in a node of this pack, or in Return Case: Complete or No Action; or set Step Is Done to "When the Flow Ends Without Error".',
	category: 'configuration',
};
