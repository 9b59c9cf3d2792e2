// RUN: %check %s -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6
// RUN: %check %s --
#include <pqxx/pqxx>

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string>

namespace zoo {

/** An enclosure as the keepers see it. */
struct Enclosure {
    long id = 0;
    std::string species;
    int animals = 0;
    int feedKg = 0;
    std::string diary;
};

/** Storage of enclosures; services only know this interface. */
class IEnclosureRepository {
public:
    virtual ~IEnclosureRepository() = default;
    virtual Enclosure findById(long id) = 0;
    virtual Enclosure findByIdExclusive(long id) = 0;
    virtual void update(const Enclosure& e) = 0;
    virtual void changeFeed(long id, int deltaKg) = 0;
    virtual void updateDiary(long id, const std::string& text) = 0;
};

class PgEnclosureRepository final : public IEnclosureRepository {
public:
    explicit PgEnclosureRepository(pqxx::transaction_base& tx) : tx(tx) {}

    Enclosure findById(long id) override { return map(tx.exec_params(base, id)); }
    Enclosure findByIdExclusive(long id) override { return map(tx.exec_params(std::string(base) + " FOR UPDATE", id)); }

    void update(const Enclosure& e) override
    {
        tx.exec_params0("UPDATE enclosure SET animals = $1, feed_kg = $2 WHERE id = $3", e.animals, e.feedKg, e.id);
    }

    void changeFeed(long id, int deltaKg) override
    {
        tx.exec_params0("UPDATE enclosure SET feed_kg = feed_kg + $1 WHERE id = $2", deltaKg, id);
    }

    void updateDiary(long id, const std::string& text) override
    {
        tx.exec_params0("UPDATE enclosure SET diary = $1 WHERE id = $2", text, id);
    }

private:
    static constexpr const char* base = "SELECT id, species, animals, feed_kg, diary FROM enclosure WHERE id = $1";

    static Enclosure map(const pqxx::result& rs)
    {
        if (rs.empty())
            throw std::out_of_range("no such enclosure");
        Enclosure e;
        rs[0]["id"].to(e.id);
        rs[0]["species"].to(e.species);
        rs[0]["animals"].to(e.animals);
        rs[0]["feed_kg"].to(e.feedKg);
        rs[0]["diary"].to(e.diary, std::string());
        return e;
    }

    pqxx::transaction_base& tx;
};

class KeeperService {
public:
    explicit KeeperService(pqxx::connection& connection) : connection(connection) {}

    // A hazard.
    void birth(long enclosureId, int cubs)
    {
        pqxx::work tx(connection);
        std::unique_ptr<IEnclosureRepository> repo = std::make_unique<PgEnclosureRepository>(tx);
        Enclosure e = repo->findById(enclosureId);
        e.animals += cubs;
        e.feedKg = std::max(e.feedKg, e.animals * 3);
        repo->update(e);
// CHECK-MESSAGES: :[[#@LINE-1]]:9: warning: a concurrent change to 'animals' and 'feed_kg' of 'enclosure' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
        tx.commit();
    }

    // Safe: findByIdExclusive locks the row.
    void departure(long enclosureId, int count)
    {
        pqxx::work tx(connection);
        std::unique_ptr<IEnclosureRepository> repo = std::make_unique<PgEnclosureRepository>(tx);
        Enclosure e = repo->findByIdExclusive(enclosureId);
        e.animals -= count;
        e.feedKg = std::min(e.feedKg, e.animals * 5);
        repo->update(e);
        tx.commit();
    }

    // Safe: relative change through changeFeed.
    std::string feed(long enclosureId, int kg)
    {
        pqxx::work tx(connection);
        IEnclosureRepository* repo = new PgEnclosureRepository(tx);
        Enclosure e = repo->findById(enclosureId);
        repo->changeFeed(enclosureId, -kg);
        delete repo;
        tx.commit();
        return e.species + " got " + std::to_string(kg) + " of " + std::to_string(e.feedKg) + " kg";
    }

    // A hazard.
    void note(long enclosureId, const std::string& keeper, const std::string& text)
    {
        pqxx::work tx(connection);
        IEnclosureRepository* repo = new PgEnclosureRepository(tx);
        const Enclosure e = repo->findById(enclosureId);
        repo->updateDiary(enclosureId, e.diary + keeper + ": " + text + "\n");
// CHECK-MESSAGES: :[[#@LINE-1]]:9: warning: a concurrent change to 'diary' of 'enclosure' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
        delete repo;
        tx.commit();
    }

private:
    pqxx::connection& connection;
};

/** Moves animals between two enclosures through whichever repository is given. */
// Not judged here: interface only: protection depends on the transaction of the repository handed in.
void moveAnimals(IEnclosureRepository& repo, long from, long to, int count)
{
    Enclosure a = repo.findById(from);
    Enclosure b = repo.findById(to);
    a.animals -= count;
    b.animals += count;
    repo.update(a);
// CHECK-MESSAGES: :[[#@LINE-1]]:5: warning: a concurrent change to 'animals' of 'enclosure' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
    repo.update(b);
// CHECK-MESSAGES: :[[#@LINE-1]]:5: warning: a concurrent change to 'animals' of 'enclosure' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
}

} // namespace zoo
