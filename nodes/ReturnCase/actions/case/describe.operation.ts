import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { caseOutput, referenceProperty, type OperationContext } from '../../../shared/operation';
import { Description, describeCase } from '../../../shared/case/describeCase';

export const option = {
	name: 'Describe',
	value: 'describe',
	action: 'Describe case for a person',
	description:
		'Get all that is needed to decide about a return, and what was decided by whom, as text for a form or an e-mail',
};

export const description: INodeProperties[] = [referenceProperty];

/** A look at the case; it ends no step. */
export const endsStep = false;

export const asTool = 'free';

export const output = caseOutput.extend({ described: Description });

/** A case as a person needs it who decides about it, ready for a form, a page or an e-mail. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const state = await context.requireCase();
	const store = context.requireStore();
	const { timeZone } = await store.settings.get(state.brand);
	const described = describeCase(state, await store.cases.timeline(state.reference), timeZone, Date.now());
	return {
		reference: state.reference,
		case: state as unknown as IDataObject,
		described: described as unknown as IDataObject,
	};
}
