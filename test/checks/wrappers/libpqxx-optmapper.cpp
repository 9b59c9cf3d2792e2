// RUN: %check %s -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6
// RUN: %check %s --
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <pqxx/pqxx>

// Parcel lockers: occupancy of each locker and the state of each compartment.

namespace lockers
{
struct locker final
{
	std::string site;
	int         slot_no;
	int         free_boxes;
	double      load_kg;
};

struct tariff final
{
	std::string site;
	int         base_cents;
};

template <class T> struct mapper;

template <> struct mapper<locker>
{
	static constexpr const char* columns = "site, slot_no, free_boxes, load_kg";
	static constexpr const char* table   = "locker";

	static locker from(const pqxx::row& r)
	{
		return {r[0].as<std::string>(), r[1].as<int>(), r[2].as<int>(), r[3].as<double>()};
	}
};

template <> struct mapper<tariff>
{
	static constexpr const char* columns = "site, base_cents";
	static constexpr const char* table   = "tariff";

	static tariff from(const pqxx::row& r) { return tariff{r[0].as<std::string>(), r[1].as<int>()}; }
};

template <class T, class... Args>
[[nodiscard]] std::optional<T> find(pqxx::transaction_base& tx, std::string_view where, Args&&... args)
{
	std::string sql = std::string("select ") + mapper<T>::columns + " from " + mapper<T>::table + " where ";
	sql.append(where);
	const auto res = tx.exec_params(sql, std::forward<Args>(args)...);
	return res.empty() ? std::nullopt : std::make_optional(mapper<T>::from(res.front()));
}

// A hazard.
std::optional<int> deposit(pqxx::connection& db, const std::string& site, int slot, double kg)
{
	pqxx::work tx{db};
	auto l = find<locker>(tx, "site = $1 and slot_no = $2", site, slot);
	if (!l || l->free_boxes < 1)
		return std::nullopt;
	tx.exec_params0("update locker set free_boxes = $3, load_kg = $4 where site = $1 and slot_no = $2",
// CHECK-MESSAGES: :[[#@LINE-1]]:2: warning: a concurrent change to 'free_boxes' and 'load_kg' of 'locker' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
	                l->site, l->slot_no, l->free_boxes - 1, l->load_kg + kg);
	tx.commit();
	return l->free_boxes - 1;
}

// Safe: found with "for update".
std::optional<int> collect(pqxx::connection& db, const std::string& site, int slot, double kg)
{
	pqxx::work tx{db};
	auto l = find<locker>(tx, "site = $1 and slot_no = $2 for update", site, slot);
	if (!l)
		return std::nullopt;
	tx.exec_params0("update locker set free_boxes = $3, load_kg = $4 where site = $1 and slot_no = $2",
	                l->site, l->slot_no, l->free_boxes + 1, std::max(0.0, l->load_kg - kg));
	tx.commit();
	return l->free_boxes + 1;
}

// A hazard.
void scale_tariffs(pqxx::connection& db, const std::vector<std::string>& sites, int percent)
{
	pqxx::work tx{db};
	for (const auto& site : sites)
	{
		const auto t = find<tariff>(tx, "site = $1", site);
		if (!t)
			continue;
		const int cents = t->base_cents * percent / 100;
		tx.exec_params0("update tariff set base_cents = $2 where site = $1", t->site, cents);
// CHECK-MESSAGES: :[[#@LINE-1]]:3: warning: a concurrent change to 'base_cents' of 'tariff' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
	}
	tx.commit();
}

// Safe: the read values only build the report.
std::string report(pqxx::connection& db, const std::string& site, int slot)
{
	pqxx::read_transaction tx{db};
	const auto l = find<locker>(tx, "site = $1 and slot_no = $2", site, slot);
	const auto t = find<tariff>(tx, "site = $1", site);
	if (!l || !t)
		return site + ": unknown";
	return l->site + ": " + std::to_string(l->free_boxes) + " free, takes " + std::to_string(t->base_cents);
}

// Safe: new tariff is taken from the model site's row.
void clone_tariff(pqxx::connection& db, const std::string& model, const std::string& site)
{
	pqxx::work tx{db};
	if (const auto t = find<tariff>(tx, "site = $1", model))
		tx.exec_params0("update tariff set base_cents = $2 where site = $1", site, t->base_cents + 10);
	tx.commit();
}
} // namespace lockers
