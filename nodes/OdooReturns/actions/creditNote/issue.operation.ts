import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { effectOptions, performedOrNot, referenceProperty, type OperationContext } from '../../../shared/operation';
import { creditingEffect, creditingEvents, Issued } from '../../money/issueNote';
import { NotePreview, type Crediting } from '../../money/prepareNote';
import { connect } from '../../transport/connect';
import { orderName, orderProperty } from '../inputs';
import { feesAreTaxed, feesProperty, intentOf, intentProperty, nothingToBook } from '../refundInput';

export const option = {
	name: 'Issue',
	value: 'issue',
	action: 'Issue credit note',
	description: 'Credit a refund against the invoice, to the cent, and post it',
};

export const description: INodeProperties[] = [
	referenceProperty,
	intentProperty('Which refund the credit note is for', 'the first refund of the case that has no credit note'),
	orderProperty,
	feesProperty,
	effectOptions,
];

export const asTool = 'whenAllowed';

export const output = performedOrNot('creditNote', Issued.merge(NotePreview));

/** Issues and posts the credit note of one refund, to the cent. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const reference = context.requireReference();
	const message = nothingToBook(context);
	if (message) return { creditNote: { outcome: 'nothing_to_do', message } };
	const intent = await intentOf(
		context,
		({ creditNote, state }) => !creditNote && state !== 'held' && state !== 'failed' && state !== 'dropped',
		(of) => ({
			message: `No refund of ${of} waits for a credit note`,
			advice: 'Nothing to do, or the refund is still on hold.',
		}),
	);
	const settings = await context.settings();
	const crediting: Crediting = {
		odoo: await connect(context),
		reference,
		intent,
		order: await orderName(context),
		found: await context.findCase(),
		feesTaxed: feesAreTaxed(context),
		settings,
	};
	return await context.perform('creditNote', creditingEffect(crediting), (issued) =>
		creditingEvents(crediting, issued as Issued),
	);
}
