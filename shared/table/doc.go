// Package table keeps everything in one DynamoDB table. Each file holds the access patterns of one
// group; [Table] has them as methods, over an engine (package kv) that is DynamoDB or memory.
//
// Every partition key begins with the merchant. Those that begin with # belong to nobody: they hold ids
// only, and are the only ones that may be read across merchants.
//
//	pk                              sk                                       what                              type
//	merchant#o#store#id             order                                    order, the truth                  order.Order
//	merchant#o#store#id             m                                        its milestones                    Counted
//	merchant#o#store#id             t#version                                timeline entry                    order.Entry
//	merchant#v#tab                  created#store#id                         order in a tab, once              Row
//	merchant#v#all                  created#store#id                         any order, archived or not        Row
//	merchant#v#attention            created#store#id                         order that asks for a person      Row
//	merchant#l#kind                 value#store#id                           look-up of an order               order.Key
//	merchant#m                      m                                        merchant                          Merchant
//	merchant#m                      s#store                                  store                             Store
//	merchant#m                      a#account                                supplier account                  Account
//	merchant#m                      k#token                                  API token as listed               Token
//	merchant#m                      h                                        hold switches that are on         Holds
//	merchant#p#store                latest, v#version                        policy                            PolicyVersion
//	merchant#map#store              variant                                  mapping                           Mapped
//	merchant#maph#store             variant#at                               mapping as it was from then on    Mapped
//	merchant#j                      job                                      bulk work (ttl)                   Job
//	merchant#i                      key                                      idempotency key (ttl)             Answer
//	merchant#x#store                day#part                                 sums of a day; without store, of all  stats.Day
//	merchant#e#thing                lease                                    who holds a thing, and its bans   Lease
//	#r#kind#outside                 route                                    whose an outside id is            Route
//	#w#supplier#slot                merchant#account#number#store#id#purchase  supplier order being watched    Waiting
//	#w#supplier#slot                !                                        when the slot was last swept      time.Time
//	#k#hash                         k                                        API token by hash                 Token
//	#m                              merchant                                 that there is a merchant          string
//	#d                              h                                        hold switch of the deployment     order.Hold
//
// The index wake (wakeShard, wakeAt; keys only) holds the orders that time alone will change. An order
// with nothing to wait for has neither attribute and is not in it.
//
// What is written: an order is one conditional put of a compressed body. Rows and look-ups follow from
// the order (see [Table.RefreshViews]); they carry its version and never go back. Ids within keys have
// # and % escaped.
package table
