import type { z } from 'zod';
import { ask } from '../ask';
import type { CarrierApi } from '../carrier';
import { answerer, shippoError } from './error';

/** The version whose answers are read here. */
export const headers = { 'SHIPPO-API-VERSION': '2018-02-08' };

/** Asks Shippo one thing, in that version. */
export const send = async <S extends z.ZodTypeAny>(
	api: CarrierApi,
	question: Omit<Parameters<typeof ask<S>>[3], 'headers'>,
) => await ask<S>(api, answerer, shippoError, { ...question, headers });
