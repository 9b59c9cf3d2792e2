#include "orders.h"

void payAll(pqxx::work &tx, int id) { pay(tx, id, 1); }
