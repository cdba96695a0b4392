import type { IDataObject } from 'n8n-workflow';
import type { CaseState } from '../shared/case/caseState';
import { Refused } from '../shared/case/commands';
import { EffectError, InvalidEvent, mayAct, seesBrand, type NewEvent, type ReturnRequest } from '../shared/model';
import { inWords } from '../shared/operation';
import { MovedOn, type ClaimOutcome, type StoredFile } from '../shared/store';
import { acts } from './acts';
import { markOf, type Offer, type Output } from './acts/act';
import { mayDo } from './pages/actForms';
import { photoAddress, photoName } from './session/photo';
import type { Desk, Query } from './session/desk';
import { requestOf } from './customer/start';
import type { ActAction, StartAction } from './session/action';

/** What came of a button of a return's page. `item`: what the flow behind the desk gets; absent when it was done before. */
export type Outcome =
	| { done: true; item?: { output: Output; json: IDataObject } }
	/** Not done; the person is told why. */
	| { done: false; status: 403 | 404 | 409 | 422; why: string };

const leaseMs = 60_000;
const movedOn = 'The return has moved on since you opened the page. Look at it as it is now.';
/** How often a case may change in the very moment in which something is written to it. */
const mostTries = 5;

/**
 * Does to a return what a person has pressed a button for, once, in their name. `given`: what they filled in; `photos`: what they took, by the names of
 * the fields. The button names what was offered; when the case does not offer the same any more, nothing is done.
 */
export async function performAct(
	desk: Desk,
	action: ActAction,
	given: Query,
	photos: Record<string, StoredFile> = {},
): Promise<Outcome> {
	const { store, rights } = desk;
	const state = await store.cases.get(action.reference);
	if (!state || !seesBrand(rights, state.brand))
		return { done: false, status: 404, why: 'There is no such return that you may see.' };
	const claim = await store.claims.begin(`once:desk/${action.mark}`, { kind: 'once', leaseMs });
	if (claim.standing === 'done') return { done: true };
	if (claim.standing === 'busy') return { done: false, status: 409, why: 'It is being done at this moment.' };
	const settle = { key: claim.key, token: claim.token };
	const refuse = async (status: 403 | 409 | 422, why: string): Promise<Outcome> => {
		await store.claims.settle({ ...settle, state: 'failed', error: why });
		return { done: false, status, why };
	};
	try {
		const done = { ...settle, state: 'done' as const, result: {} };
		return await whileItMoves(async () => await doOffered(desk, action, { given, photos, done }));
	} catch (error) {
		if (error instanceof NotOffered) return await refuse(error.status, error.message);
		if (error instanceof MovedOn) return await refuse(409, movedOn);
		if (error instanceof Refused) return await refuse(409, error.message);
		if (error instanceof InvalidEvent)
			return await refuse(422, error.issues.map(({ field, message }) => `${field} ${message}`).join('; '));
		if (error instanceof EffectError)
			return await refuse(error.details.category === 'invalid_input' ? 422 : 409, inWords(error));
		await store.claims.settle({ ...settle, state: 'failed', error: 'not recorded' });
		throw error;
	}
}

/** What was pressed cannot be done: to this case, by this person, or with what they filled in. */
class NotOffered extends Error {
	constructor(
		readonly status: 403 | 409 | 422,
		why: string,
	) {
		super(why);
	}
}

/** Does it again when the case has changed between being read and being written. */
async function whileItMoves<T>(act: () => Promise<T>): Promise<T> {
	for (let tries = 1; ; tries++) {
		try {
			return await act();
		} catch (error) {
			if (!(error instanceof MovedOn) || tries >= mostTries) throw error;
		}
	}
}

/** Reads the case, and does what was pressed, if that is still offered. Throws NotOffered, MovedOn, and what the act itself throws. */
async function doOffered(
	desk: Desk,
	action: ActAction,
	{ given, photos, done }: { given: Query; photos: Record<string, StoredFile>; done: ClaimOutcome },
): Promise<Outcome> {
	const { store, visitor } = desk;
	const state = (await store.cases.get(action.reference))!;
	const act = acts[action.act];
	const offer = act.offers(state).find(({ about }) => about === action.about);
	if (!offer) throw new NotOffered(409, movedOn);
	if (!mayDo(desk, offer)) throw new NotOffered(403, 'This is for people with another role.');
	if (markOf(offer) !== action.seen) throw new NotOffered(409, movedOn);
	assertFilledIn(offer, given);
	const taken = offer.fields.filter(({ kind, name }) => kind === 'photo' && photos[name]).map(({ name }) => name);
	const { events, flow } = await act.perform(state, {
		about: action.about,
		given: Object.fromEntries(
			offer.fields.map(({ name, kind }) => [
				name,
				kind === 'photo'
					? taken.includes(name)
						? photoAddress(desk, state.reference, photoName(action.mark, name))
						: ''
					: (given[name]?.trim() ?? ''),
			]),
		),
		who: visitor.email,
		mark: action.mark,
		timeline: async () => await store.cases.timeline(state.reference),
	});
	for (const name of taken)
		await store.files.put({ reference: state.reference, name: photoName(action.mark, name) }, photos[name]);
	const after = await record(desk, state, events, done);
	const json = {
		reference: state.reference,
		action: action.act,
		summary: `${offer.text} by ${visitor.email}`,
		...(action.about !== undefined && { about: action.about }),
		actor: visitor.email,
		...flow?.data,
		case: after as unknown as IDataObject,
	};
	return { done: true, item: { output: flow?.output ?? 'Done', json } };
}

/** Throws NotOffered for a field that must be filled in, and for one with more than it takes. */
function assertFilledIn({ fields }: Offer, given: Query): void {
	const missing = fields.find(({ name, required }) => required && !given[name]?.trim());
	if (missing) throw new NotOffered(422, `Fill in "${missing.label}".`);
	const long = fields.find(({ kind, name, most = 2000 }) => kind !== 'number' && (given[name]?.length ?? 0) > most);
	if (long) throw new NotOffered(422, `"${long.label}" is longer than ${long.most ?? 2000} characters.`);
}

/** Writes what the case learns, and that the button has been pressed; the case as it is then. */
async function record(
	{ store, visitor }: Desk,
	state: CaseState,
	events: NewEvent[],
	claim: ClaimOutcome,
): Promise<CaseState> {
	if (events.length) {
		const { reference, version: seen } = state;
		const byPerson = events.map((event) => ({ actor: visitor.email, ...event }));
		return (await store.cases.record({ reference, seen, claim, events: byPerson })).case;
	}
	await store.claims.settle(claim);
	return state;
}

/** What came of an agent's wish to start a return. */
type Started =
	| { done: true; reference: string; item?: { output: Output; json: IDataObject } }
	| { done: false; status: 403 | 422; why: string };

/** Opens the case of a return that an agent starts for a customer, once for each button. The flow of its channel (`service`) does the rest. */
export async function startReturn(desk: Desk, { mark, ...of }: StartAction, given: Query): Promise<Started> {
	const typed = Object.fromEntries(Object.entries(given).map(([name, text]) => [name, text?.trim().slice(0, 2000)]));
	return await openReturn(desk, mark, async () => await requestOf(desk, typed, of));
}

/** Opens the case of a return that somebody of the service, or an AI agent that they allow, has asked for; once for each `mark`. */
export async function openReturn(
	{ store, rights, visitor }: Pick<Desk, 'store' | 'rights' | 'visitor'>,
	mark: string,
	requested: () => Promise<ReturnRequest>,
): Promise<Started> {
	if (!mayAct(rights, 'service')) return { done: false, status: 403, why: 'This is for people with the role service.' };
	try {
		const request = await requested();
		if (!seesBrand(rights, request.brand))
			return { done: false, status: 403, why: `You do not see returns of the brand ${request.brand}.` };
		const actor = visitor.email;
		const {
			reference,
			duplicate,
			case: state,
		} = await store.cases.open({ request, source: 'desk', sourceId: mark, actor });
		const json = {
			reference,
			action: 'start',
			summary: `Return started by ${actor}`,
			actor,
			case: state as unknown as IDataObject,
		};
		return { done: true, reference, ...(!duplicate && { item: { output: 'Done', json } }) };
	} catch (error) {
		if (error instanceof EffectError) return { done: false, status: 422, why: inWords(error) };
		throw error;
	}
}
