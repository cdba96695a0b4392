import { z } from 'zod';
import { jsonOfBody, parsedBody, UnreadableBody, whyUnreadable } from '../../../nodes/shared/trigger';

const Body = z.object({ id: z.string() });

it('a body that fits is read', () => {
	expect(parsedBody(Body, jsonOfBody('{"id":"a"}'))).toEqual({ id: 'a' });
	expect(jsonOfBody('null')).toBeNull();
});

it('a body that does not says why, thrown or kept in the same words', () => {
	expect(() => jsonOfBody('{')).toThrow(new UnreadableBody('the body is no JSON'));
	expect(() => parsedBody(Body, { id: 7 })).toThrow(new UnreadableBody('id: Expected string, received number'));
	expect(() => parsedBody(Body, null)).toThrow(new UnreadableBody('the body: Expected object, received null'));
	expect(whyUnreadable(Body.safeParse(null).error!)).toBe('the body: Expected object, received null');
});
