-- Run once by PostgreSQL when its volume is empty: the database of the case store, beside that of n8n.
CREATE DATABASE returns OWNER n8n;
