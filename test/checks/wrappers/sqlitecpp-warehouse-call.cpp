// RUN: %check %s -- -isystem %stubs/sqlitecpp -isystem %stubs/pqxx-6
// RUN: %check %s --
#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <variant>
#include <vector>

/* Bin stock of the warehouse. "sql({...})" style, every query is an object that can be called. */

using Value = std::variant<std::monostate, std::int64_t, double, std::string>;
using Row   = std::vector<Value>;

class Query
{
public:
  Query( SQLite::Database & db, const char * text ) : m_db( db ), m_text( text ) {}

  // returns the first row (empty when there is none)
  Row operator()( std::initializer_list<Value> args ) const
  {
    SQLite::Statement st( m_db, m_text );
    put( st, args );
    Row r;
    if( !st.executeStep() ) return r;
    for( int i = 0; i < st.getColumnCount(); ++i )
    {
      auto c = st.getColumn( i );
      if( c.isInteger() )    r.emplace_back( c.getInt64() );
      else if( c.isFloat() ) r.emplace_back( c.getDouble() );
      else if( c.isNull() )  r.emplace_back();
      else                   r.emplace_back( c.getString() );
    }
    return r;
  }

  int change( std::initializer_list<Value> args ) const
  {
    SQLite::Statement st( m_db, m_text );
    put( st, args );
    return st.exec();
  }

private:
  static void put( SQLite::Statement & st, std::initializer_list<Value> args )
  {
    int pos = 1;
    for( const Value & v : args )
    {
      if( auto p = std::get_if<std::int64_t>( &v ) )     st.bind( pos, *p );
      else if( auto p = std::get_if<double>( &v ) )      st.bind( pos, *p );
      else if( auto p = std::get_if<std::string>( &v ) ) st.bind( pos, *p );
      else                                               st.bind( pos );
      ++pos;
    }
  }
  SQLite::Database & m_db;
  const char * m_text;
};

class BinStock
{
public:
  explicit BinStock( SQLite::Database & db )
    : m_db( db )
    , m_find( db, "SELECT qty, weight FROM bins WHERE aisle = ? AND slot = ?" )
    , m_store( db, "UPDATE bins SET qty = ?, weight = ? WHERE aisle = ? AND slot = ?" )
    , m_capacity( db, "SELECT max_qty, unit_weight FROM articles WHERE sku = ?" )
  {}

  // A hazard.
  bool pick( const std::string & aisle, std::int64_t slot, std::int64_t pieces, double unitWeight )
  {
    const Row r = m_find( { aisle, slot } );
    if( r.empty() ) return false;
    const std::int64_t qty = std::get<std::int64_t>( r[0] );
    const double weight    = std::get<double>( r[1] );
    if( qty < pieces ) return false;
    m_store.change( { qty - pieces, weight - unitWeight * double( pieces ), aisle, slot } );
// CHECK-MESSAGES: :[[#@LINE-1]]:5: warning: a concurrent change to 'qty' and 'weight' of 'bins' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
    return true;
  }

  // Safe: immediate transaction opened before the read and kept until after the write.
  bool putAway( const std::string & aisle, std::int64_t slot, std::int64_t pieces, double unitWeight )
  {
    SQLite::Transaction tx( m_db, SQLite::TransactionBehavior::IMMEDIATE );
    const Row r = m_find( { aisle, slot } );
    if( r.empty() ) return false;
    const std::int64_t qty = std::get<std::int64_t>( r[0] );
    const double weight    = std::get<double>( r[1] );
    m_store.change( { qty + pieces, weight + unitWeight * double( pieces ), aisle, slot } );
    tx.commit();
    return true;
  }

  // Safe: figures come from the articles table, not from the bin.
  void refill( const std::string & aisle, std::int64_t slot, const std::string & sku )
  {
    const Row a = m_capacity( { sku } );
    if( a.empty() ) return;
    const std::int64_t full = std::get<std::int64_t>( a[0] );
    m_store.change( { full, std::get<double>( a[1] ) * double( full ), aisle, slot } );
  }

  // A hazard.
  void damage( const std::string & aisle, std::int64_t slot, double share )
  {
    const Row r = m_find( { aisle, slot } );
    if( r.empty() || std::holds_alternative<std::monostate>( r[1] ) ) return;
    SQLite::Transaction tx( m_db, SQLite::TransactionBehavior::IMMEDIATE );
    const auto left = std::int64_t( double( std::get<std::int64_t>( r[0] ) ) * ( 1.0 - share ) );
    m_store.change( { left, std::get<double>( r[1] ) * ( 1.0 - share ), aisle, slot } );
// CHECK-MESSAGES: :[[#@LINE-1]]:5: warning: a concurrent change to 'qty' and 'weight' of 'bins' between line {{[0-9]+}} and this write is overwritten [rowlock-read-modify-write]
    Query( m_db, "INSERT INTO damages(aisle, slot, share) VALUES (?, ?, ?)" ).change( { aisle, slot, share } );
    tx.commit();
  }

private:
  SQLite::Database & m_db;
  Query m_find, m_store, m_capacity;
};
