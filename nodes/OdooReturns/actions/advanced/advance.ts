import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { EffectError, invalidInput } from '../../../shared/model';
import { outcome, type OperationContext } from '../../../shared/operation';
import { connect } from '../../transport/connect';
import type { Odoo } from '../../transport/odoo';
import { idOf } from '../locators';

/** A step that a document can be taken. */
export interface Step {
	name: string;
	value: string;
	description: string;
	method: string;
	/** States that the step can begin in. */
	from: string[];
	/** States in which it is done already. */
	reached: string[];
	/** What Odoo shall know for it, for the document of that id. */
	context?(id: number): Record<string, unknown>;
	/** What is still wrong though the state has been reached; undefined: nothing. */
	shortOf?(odoo: Odoo, id: number): Promise<string | undefined>;
}

const Document = z.object({
	id: z.number().int(),
	name: z.union([z.string(), z.literal(false).transform(() => '/')]),
	state: z.string(),
	company_id: z.union([
		z.tuple([z.number(), z.string()]).transform(([id]) => id),
		z.literal(false).transform(() => undefined),
	]),
});

/** What `advance` gives. */
export const advanced = z.object({
	document: z.object({
		id: z.number().int(),
		name: z.string(),
		model: z.string(),
		before: z.string(),
		state: z.string(),
		outcome,
	}),
});

/** Takes a document one step, unless it is there already; the state decides, so it may be repeated. */
export async function advance(
	context: OperationContext,
	model: string,
	parameter: string,
	steps: Step[],
): Promise<IDataObject> {
	const id = idOf(context, parameter);
	if (!id)
		throw invalidInput(
			'It is not known which document this is about',
			'Choose it from the list, or give its ID.',
			parameter,
		);
	const step = steps.find(({ value }) => value === context.param('step'))!;
	const odoo = await connect(context);
	const before = await odoo.get(model, Document, id);
	const shown = (state: string, how: z.infer<typeof outcome>) => ({
		document: { id, name: before.name, model, before: before.state, state, outcome: how },
	});
	const own = odoo.forCompany(before.company_id);
	const reached = async (state: string) => step.reached.includes(state) && !(await step.shortOf?.(own, id));
	if (await reached(before.state)) return shown(before.state, 'already_done');
	if (!step.from.includes(before.state)) {
		throw new EffectError(`${before.name} is "${before.state}", which "${step.name}" cannot begin with`, {
			category: 'rejected',
			connection: 'odoo',
			field: parameter,
			advice: `It begins with: ${step.from.join(', ')}. Look at the document in Odoo.`,
		});
	}
	if (context.dryRun) return shown(before.state, 'dry_run');
	await own.act(model, step.method, [id], step.context?.(id));
	const after = await own.get(model, Document, id);
	if (await reached(after.state)) return shown(after.state, 'done');
	throw new EffectError(`${after.name} is "${after.state}" after "${step.name}"${await problem()}`, {
		category: 'rejected',
		connection: 'odoo',
		advice: 'Open the document in Odoo: something in it holds it up, e.g. goods that are not there.',
	});

	async function problem(): Promise<string> {
		const short = await step.shortOf?.(own, id!);
		return short ? `: ${short}` : '';
	}
}
