import type { CaseState } from '../../shared/case';
import type { Declaration } from '../../shared/case/declaration';
import { declaredEvent } from '../../shared/case/declared';
import type { Statement, WithdrawalReceipt } from '../../shared/model';
import type { CaseStore } from '../../shared/store';

/** A statement as a case has it. */
export interface Declared {
	reference: string;
	case: CaseState;
	/** It was declared before. */
	duplicate: boolean;
	statement: Statement;
	receipt: WithdrawalReceipt;
}

/** Records a statement: in the case of the return that is under way, else in a case of its own. The same one again changes nothing. */
export async function declare(store: CaseStore, declaration: Declaration, underWay?: string): Promise<Declared> {
	const { statement, actor } = declaration;
	const recorded = underWay
		? await store.cases.record({ reference: underWay, events: [declaredEvent(underWay, statement, actor)] })
		: await store.cases.declare(declaration);
	const { event, duplicate } = recorded.events.at(-1)!;
	const kept = event.data as unknown as Pick<Declared, 'statement' | 'receipt'>;
	return { ...kept, reference: recorded.case.reference, case: recorded.case, duplicate };
}
