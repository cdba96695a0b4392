import type { INodeProperties } from 'n8n-workflow';
import { EffectError, invalidInput, type StoredPolicy } from '../../../shared/model';
import type { OperationContext } from '../../../shared/operation';

/** Which policy, of those that are kept. */
export const nameProperty: INodeProperties = {
	displayName: 'Policy Name or ID',
	name: 'policyName',
	type: 'options',
	typeOptions: { loadOptionsMethod: 'getPolicyNames' },
	default: '',
	required: true,
	description:
		'The name of the policy, of those that were saved. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
};

/** Who does it. */
export const whoProperty: INodeProperties = {
	displayName: 'Who',
	name: 'who',
	type: 'string',
	default: '',
	placeholder: 'e.g. {{ $json.user.email }}',
	description: 'The person behind it. Blank: an actor or signed-in user of the item.',
};

export const noteProperty: INodeProperties = {
	displayName: 'Note',
	name: 'note',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. Christmas window until 31 January',
	description: 'Why it is published; kept with the version',
};

export const revisionProperty: INodeProperties = {
	displayName: 'Revision',
	name: 'revision',
	type: 'string',
	default: '={{ $json.revision }}',
	description:
		'The revision that you began with, as Get gives it out. When somebody else has changed the policy since, nothing is done and you are told. Blank: only what somebody else has saved and not published is kept from being written over.',
};

/** A parameter as a text without spaces around it; '' also when an expression gives nothing. */
export function textOf(context: OperationContext, name: string): string {
	const given = context.param<unknown>(name, '');
	return typeof given === 'string' || typeof given === 'number' ? String(given).trim() : '';
}

/** The name that is given, as it is kept. Throws EffectError when it is blank or too long. */
export function readName(context: OperationContext): string {
	const name = textOf(context, 'policyName');
	if (name && name.length <= 100) return name;
	throw invalidInput(
		name ? 'The name of the policy is longer than 100 characters' : 'The policy has no name',
		'Give it a short name, e.g. default, or the name of your brand.',
		'policyName',
	);
}

/** Who does it: as the parameter says, else the item. */
export function readWho(context: OperationContext): string {
	return textOf(context, 'who') || context.actor;
}

/** The same, when it must be a person. Throws EffectError. */
export function requirePerson(context: OperationContext): string {
	const who = readWho(context);
	if (!who.startsWith('n8n: ')) return who;
	throw invalidInput(
		'A person publishes a policy, and this item names none',
		'Fill in Who, or begin the flow with an n8n form in which people sign in: it gives out who they are.',
		'who',
	);
}

export function requireNote(context: OperationContext): string {
	const note = textOf(context, 'note');
	if (note) return note;
	throw invalidInput('A publication needs a note', 'Write in Note why the policy is published.', 'note');
}

/** The revision that the caller began with; undefined when blank. Throws EffectError when it is no number. */
export function readRevision(context: OperationContext): number | undefined {
	const text = textOf(context, 'revision');
	if (!text) return undefined;
	if (/^\d+$/.test(text)) return Number(text);
	throw invalidInput(`"${text}" is no revision`, 'Give the number that Get gives out under revision.', 'revision');
}

/** A policy that is kept. Throws EffectError when nobody has saved one of the name. */
export function known(name: string, found: StoredPolicy | undefined): StoredPolicy {
	if (found) return found;
	throw new EffectError(`There is no policy "${name}"`, {
		category: 'invalid_input',
		field: 'policyName',
		advice: 'Choose one from the list, or save one first with Return Case: Save (Policy).',
	});
}
